import { resourcePath } from '../../facts/admission/resource-path.ts'
import { containerPath, templateOf } from '../../facts/pods/workloads.ts'
import { autoscalerFaultOf } from '../../facts/rollout/autoscaler.ts'
import { refOf } from '../../ref.ts'
import type { ObjectRef } from '../../report.ts'
import { defineCause } from '../../rule.ts'
import { placeOf, command as sh } from '../../shell.ts'

const SETTABLE: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController'])

export default defineCause({
  id: 'hpa-resource-request-missing',
  stage: 'rollout',
  owner: 'app',
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

  *detect(autoscaler, cluster) {
    const fault = autoscalerFaultOf(autoscaler, cluster)
    if (fault?.kind !== 'request') return
    const { namespace, name } = autoscaler.metadata
    const target = autoscaler.spec?.scaleTargetRef
    const [, resource = 'cpu', told] =
      /missing request for ([\w./-]{1,253})(?: in container "?([\w.-]{1,253}))?/.exec(fault.message) ?? []
    const workload: ObjectRef | undefined =
      target?.kind === undefined || target.name === undefined || namespace === undefined
        ? undefined
        : { kind: target.kind, namespace, name: target.name }
    const object = workload === undefined ? undefined : cluster.get(workload)
    const containers = (object === undefined ? undefined : templateOf(object))?.spec?.containers ?? []
    const isBare = ({ resources }: (typeof containers)[number]) =>
      resources?.requests?.[resource] === undefined && resources?.limits?.[resource] === undefined
    const bare = containers.filter(isBare).map(container => container.name ?? '')
    const container = told ?? bare[0]
    yield {
      facts: {
        name,
        place: placeOf(namespace),
        resource,
        container,
        workload,
        isInjected: told !== undefined && containers.length > 0 && !containers.some(item => item.name === told),
      },
      subject: refOf(autoscaler),
      evidence: fault.evidence,
      since: fault.since,
      ...(workload === undefined || container === undefined
        ? {}
        : {
            field: {
              object: workload,
              path: `${containerPath(workload, container)}.${resourcePath('requests', resource)}`,
            },
          }),
    }
  },

  explain({ name, place, resource, container, workload, isInjected }) {
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
          ...(isInjected || workload === undefined || container === undefined || !SETTABLE.has(workload.kind)
            ? {}
            : {
                command: sh`kubectl set resources ${workload.kind.toLowerCase()}/${workload.name}${place} -c ${container} --requests=${resource}=${example}`,
              }),
        },
        {
          text: 'Or let the autoscaler use an absolute target (type AverageValue) or one container (type ContainerResource).',
        },
      ],
    }
  },
})
