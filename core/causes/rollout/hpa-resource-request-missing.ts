import { refOf } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { placeOf, command as sh } from '../../shell.ts'
import { autoscalerFaultOf } from '../../workloads/controllers/autoscaler.ts'
import { scaleTargetOf } from '../../workloads/controllers/scale-target.ts'
import { containerPath, resourcePath, templateOf } from '../../workloads/workloads.ts'

export default defineCause({
  id: 'hpa-resource-request-missing',
  stage: 'rollout',
  owner: 'app',
  patience: 'soon',
  text: {
    summary: 'The autoscaler cannot compute utilisation, because a container has no request',
    shows: 'The autoscaler has ScalingActive False; the message says `missing request for cpu`.',
    happens:
      'Utilisation is use divided by request, so every container of the target’s pods (injected sidecars too) needs a request for that resource.',
    fix: 'Set the request in every container, or scale on an absolute value (`AverageValue`) or on one container (`ContainerResource`).',
    docs: [
      'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#how-does-a-horizontalpodautoscaler-work',
    ],
  },
  on: ['HorizontalPodAutoscaler'],
  reads: ['Deployment', 'StatefulSet'],

  detect(autoscaler, cluster) {
    const fault = autoscalerFaultOf(autoscaler, cluster)
    if (fault?.kind !== 'request') return
    const { namespace, name } = autoscaler.metadata
    const [, resource = 'cpu', told] =
      /missing (?:pod-level )?request for ([\w./-]{1,253})(?: in container "?([\w.-]{1,253}))?/.exec(fault.message) ??
      []
    const workload = scaleTargetOf(autoscaler)
    const object = workload === undefined ? undefined : cluster.get(workload)
    const template = object === undefined ? undefined : templateOf(object)?.spec
    const containers = template?.containers ?? []
    const bare = containers.find(
      ({ resources }) => resources?.requests?.[resource] === undefined && resources?.limits?.[resource] === undefined,
    )
    const container = told ?? bare?.name
    const isSidecar = template?.initContainers?.some(item => item.name === container) === true
    const isDeclared = containers.some(item => item.name === container)
    const isInjected = container !== undefined && template !== undefined && !isDeclared && !isSidecar
    return {
      facts: {
        name,
        place: placeOf(namespace),
        resource,
        container,
        settable: isInjected || isSidecar ? undefined : workload,
        isInjected,
      },
      subject: refOf(autoscaler),
      evidence: fault.evidence,
      since: fault.since,
      ...(workload === undefined || container === undefined || isInjected
        ? {}
        : {
            field: {
              object: workload,
              path: `${containerPath(workload, container, isSidecar)}.${resourcePath('requests', resource)}`,
            },
          }),
    }
  },

  explain({ name, place, resource, container, settable, isInjected }) {
    const where = container === undefined ? 'a container' : `container ${container}`
    const example = resource === 'cpu' ? '100m' : '128Mi'
    return {
      title: `autoscaler ${name} cannot compute ${resource} utilisation: ${where} has no ${resource} request`,
      why: 'Without it the number of replicas stays as it is, whatever the load.',
      fix: [
        {
          text: isInjected
            ? `Give the injected ${where} a ${resource} request, by the settings of what injects it.`
            : `Set a ${resource} request in ${where}; measure how much it needs.`,
          ...(settable === undefined || container === undefined
            ? {}
            : {
                command: sh`kubectl set resources ${settable.kind.toLowerCase()}/${settable.name}${place} -c ${container} --requests=${resource}=${example}`,
              }),
        },
        {
          text: 'Or let the autoscaler use an absolute target (type AverageValue) or one container (type ContainerResource).',
        },
      ],
    }
  },
})
