import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import { Names } from '../../nearest.ts'
import { BUDGETS } from '../../patience.ts'
import { refKey, refOf, refTo } from '../../ref.ts'
import type { ObjectRef } from '../../report.ts'
import type { FactsOf } from '../../rule.ts'
import { defineFamily } from '../../rule.ts'
import { namespaceFlag, command as sh, withPatch } from '../../shell.ts'
import { autoscalerFaultOf, scaleTargetOf } from '../../workloads/autoscalers.ts'
import { createdAt } from '../../workloads/pods.ts'
import { rolloutOf } from '../../workloads/rollouts.ts'
import { containerPath, resourcePath, templateOf, workloadOf } from '../../workloads/workloads.ts'

/** A working metrics server has the first samples of a new pod within this many milliseconds: it scrapes every 15 s. */
const FIRST_SAMPLES = 60_000

/** The aggregated API that serves a kind of metric (`k8s.io/metrics`). */
const APIS: Readonly<Record<string, readonly string[]>> = {
  resource: ['v1beta1.metrics.k8s.io'],
  custom: ['v1beta2.custom.metrics.k8s.io', 'v1beta1.custom.metrics.k8s.io'],
  external: ['v1beta1.external.metrics.k8s.io'],
}

/** The kind of metric by the condition's reason, which is about the first metric without a value. */
const KINDS: Readonly<Record<string, string>> = {
  FailedGetExternalMetric: 'external',
  FailedGetPodsMetric: 'custom',
  FailedGetObjectMetric: 'custom',
}

const GIVERS: Readonly<Record<string, string>> = {
  resource: 'metrics-server',
  custom: 'an adapter for custom metrics (such as prometheus-adapter)',
  external: 'an adapter for external metrics (such as KEDA)',
}

/** Pods that are not ready have no samples: look at the rollout first. */
function isRollingOut(workload: ObjectRef, cluster: Cluster): boolean {
  const target = cluster.get(workload)
  switch (target?.kind) {
    case 'Deployment':
    case 'StatefulSet':
    case 'ReplicaSet':
    case 'ReplicationController':
      return !rolloutOf(target, cluster).complete
    default:
      return false
  }
}

const TARGETS = ['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController'] as const

/**
 * The API server's response to a request for the scale of an object that does not exist, or of a kind it does not know.
 */
const NOT_FOUND = /\bnot found\b|no matches for kind|could not find the requested resource/

/**
 * The object is missing, its kind has no scale, the API has no such kind, or it was created after the controller's last
 * check.
 */
type Why = 'missing' | 'unscalable' | 'api' | 'late'

/** The field to correct, if that does not depend on what exists. */
const WRONG: Readonly<Partial<Record<Why, keyof Target>>> = { api: 'apiVersion', unscalable: 'kind' }

/** The corrected `spec.scaleTargetRef`. */
type Target = Readonly<Partial<Record<'apiVersion' | 'kind' | 'name', string>>>

interface Facts {
  'hpa-metrics-unavailable': FactsOf<typeof metricsUnavailable>
  'hpa-resource-request-missing': FactsOf<typeof requestMissing>
  'hpa-target-missing': FactsOf<typeof targetMissing>
}

function metricsUnavailable(autoscaler: Kube<'HorizontalPodAutoscaler'>, cluster: Cluster) {
  const fault = autoscalerFaultOf(autoscaler, cluster)
  if (fault?.kind !== 'metrics' && fault?.kind !== 'no-samples') return
  const { namespace, name } = autoscaler.metadata
  const hasNoSamples = fault.kind === 'no-samples'
  const target = scaleTargetOf(autoscaler)
  const sampled = hasNoSamples && target !== undefined ? [target] : []
  if (sampled.some(workload => isRollingOut(workload, cluster))) return
  const api = KINDS[fault.reason] ?? 'resource'
  const services: readonly ObjectRef[] = (APIS[api] ?? []).map(service => ({ kind: 'APIService', name: service }))
  const installed = services.find(ref => cluster.get(ref) !== undefined)
  return {
    cause: 'hpa-metrics-unavailable' as const,
    facts: {
      name,
      namespaceFlag: namespaceFlag(namespace),
      api,
      hasNoSamples,
      isAbsent: installed === undefined && cluster.seen('APIService', undefined),
      message: fault.message,
      service: (installed ?? services[0])?.name ?? '',
    },
    subject: refOf(autoscaler),
    because: [...services, ...sampled],
    evidence: fault.evidence,
    since: fault.since ?? createdAt(autoscaler),
    ...(hasNoSamples && { usual: FIRST_SAMPLES }),
    field: { object: refOf(autoscaler), path: 'spec.metrics' },
  }
}

function requestMissing(autoscaler: Kube<'HorizontalPodAutoscaler'>, cluster: Cluster) {
  const fault = autoscalerFaultOf(autoscaler, cluster)
  if (fault?.kind !== 'request') return
  const { namespace, name } = autoscaler.metadata
  const [, resource = 'cpu', told] =
    /missing (?:pod-level )?request for ([\w./-]{1,253})(?: in container "?([\w.-]{1,253}))?/.exec(fault.message) ?? []
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
    cause: 'hpa-resource-request-missing' as const,
    facts: {
      name,
      namespaceFlag: namespaceFlag(namespace),
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
}

/**
 * Pods without a request for the resource whose utilization is the target: what the controller will report once it gets
 * metrics. Defaults of a LimitRange are not in the template.
 */
function requestUntold(autoscaler: Kube<'HorizontalPodAutoscaler'>, cluster: Cluster) {
  const { namespace, name } = autoscaler.metadata
  const workload = scaleTargetOf(autoscaler)
  const target = workload === undefined ? undefined : cluster.get(workload)
  const isDefaulted = !cluster.seen('LimitRange', namespace) || cluster.list('LimitRange', namespace).length > 0
  if (target === undefined || isDefaulted) return
  const object = refOf(target)
  const { containers = [], initContainers = [] } = templateOf(target)?.spec ?? {}
  for (const { resource: metric } of autoscaler.spec?.metrics ?? []) {
    if (metric?.target?.type !== 'Utilization') continue
    const { name: resource = 'cpu' } = metric
    const isSet = [...containers, ...initContainers].some(
      ({ resources }) => resources?.requests?.[resource] !== undefined || resources?.limits?.[resource] !== undefined,
    )
    const bare = containers[0]?.name
    if (isSet || bare === undefined) continue
    const path = `${containerPath(object, bare)}.${resourcePath('requests', resource)}`
    return {
      cause: 'hpa-resource-request-missing' as const,
      facts: {
        name,
        namespaceFlag: namespaceFlag(namespace),
        resource,
        container: bare,
        settable: object,
        isInjected: false,
      },
      subject: refOf(autoscaler),
      evidence: [fieldEvidence(object, path, 'not set')],
      since: createdAt(autoscaler),
      field: { object, path },
    }
  }
  return
}

/** True if no controller has reported yet whether it can scale, and the pods, with all that admission added, have no requests. */
function isUnjudged({ metadata, spec, status }: Kube<'HorizontalPodAutoscaler'>, cluster: Cluster): boolean {
  const isSaid = status?.conditions?.some(({ type }) => type === 'ScalingActive') === true
  if (isSaid || metadata.deletionTimestamp !== undefined || spec?.metrics?.length !== 1) return false
  const target = refKey(refTo(spec.scaleTargetRef?.kind ?? '', metadata.namespace, spec.scaleTargetRef?.name ?? ''))
  const pods = cluster.list('Pod', metadata.namespace).filter(pod => refKey(workloadOf(pod, cluster)) === target)
  const resource = spec.metrics[0]?.resource?.name ?? 'cpu'
  return (
    pods.length > 0 &&
    pods.every(pod => pod.spec?.containers?.every(({ resources }) => resources?.requests?.[resource] === undefined))
  )
}

function targetMissing(autoscaler: Kube<'HorizontalPodAutoscaler'>, cluster: Cluster) {
  const { namespace = '', name } = autoscaler.metadata
  const written = autoscaler.spec?.scaleTargetRef ?? {}
  const { kind, name: wanted } = written
  if (wanted === undefined || kind === undefined) return
  if (autoscaler.metadata.deletionTimestamp !== undefined) return
  const fault = autoscalerFaultOf(autoscaler, cluster)
  const scalable = TARGETS.filter(target => target === kind)
  const isAbsent = scalable.some(target => cluster.find(target, namespace, wanted).state === 'absent')
  const isSaid = fault?.kind === 'target' && NOT_FOUND.test(fault.message)
  if (!isSaid && !isAbsent) return
  const isThere = cluster.get({ kind, namespace, name: wanted }) !== undefined
  const why: Why = isThere ? whyNotFound(scalable.length > 0, fault?.message ?? '') : 'missing'
  const target =
    why === 'api' ? { apiVersion: apiOf(kind) } : isThere ? {} : meant(scalable, namespace, wanted, cluster)
  const wrong = WRONG[why] ?? (target.kind === undefined ? 'name' : 'kind')
  const suggestion = target[wrong]
  return {
    cause: 'hpa-target-missing' as const,
    facts: {
      name,
      namespaceFlag: namespaceFlag(namespace),
      namespace,
      written: { ...written, kind, name: wanted },
      why,
      target,
    },
    subject: refOf(autoscaler),
    evidence: [
      ...(isSaid ? fault.evidence : []),
      fieldEvidence(autoscaler, 'spec.scaleTargetRef', `${kind}/${wanted}`),
    ],
    since: fault?.since ?? createdAt(autoscaler),
    ...(why === 'late' && { healing: 'the controller checks the autoscaler again every 15s' }),
    field: {
      object: refOf(autoscaler),
      path: `spec.scaleTargetRef.${wrong}`,
      value: written[wrong] ?? '',
      ...(suggestion === undefined ? {} : { suggestion }),
    },
  }
}

export default defineFamily<'HorizontalPodAutoscaler', Facts>({
  family: 'autoscalers',
  stage: 'rollout',
  on: ['HorizontalPodAutoscaler'],
  reads: ['APIService', 'LimitRange', 'Pod', ...TARGETS],

  /** Without metrics, a missing request is still the first thing for the app team to change. */
  detect(autoscaler, cluster) {
    const told = targetMissing(autoscaler, cluster) ?? requestMissing(autoscaler, cluster)
    if (told !== undefined) return told
    const metrics = metricsUnavailable(autoscaler, cluster)
    if (metrics === undefined) return isUnjudged(autoscaler, cluster) ? requestUntold(autoscaler, cluster) : undefined
    return [requestUntold(autoscaler, cluster), metrics].filter(hit => hit !== undefined)
  },

  causes: {
    'hpa-metrics-unavailable': {
      owner: 'platform',
      patience: {
        why: 'the first samples of new pods may take; other errors of the metrics API soon clear up',
        seconds: ({ hasNoSamples }) => (hasNoSamples ? 120 : BUDGETS.soon.seconds),
      },
      text: {
        summary: 'The autoscaler gets no value from the metrics API',
        shows:
          'The autoscaler’s condition ScalingActive is False with reason FailedGetResourceMetric (or FailedGetPodsMetric, FailedGetExternalMetric …); `kubectl get hpa` prints `<unknown>`.',
        happens:
          'No metrics server or adapter is installed, it is not running, or it has no samples of this metric for these pods.',
        fix: 'Install or repair the server of the metrics API; `kubectl top pods` shows whether resource metrics work.',
        docs: [
          'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#support-for-metrics-apis',
          'https://kubernetes.io/docs/tasks/debug/debug-cluster/resource-metrics-pipeline/',
        ],
      },

      explain({ name, namespaceFlag, api, isAbsent, message, service }) {
        const giver = GIVERS[api] ?? 'a metrics server'
        // gRPC quotes messages, so the end may be inside quotes.
        const last = message.split(': ').slice(-2).join(': ').replace(/"$/, '').slice(0, 200)
        return {
          title: `autoscaler ${name} gets no ${api} metrics: ${isAbsent ? `API ${service} is not installed` : last}`,
          why: 'Without a value it does not change the number of replicas, whatever the load.',
          fix: [
            ...(isAbsent ? [{ kind: 'change' as const, text: `Install ${giver}.` }] : []),
            isAbsent
              ? {
                  kind: 'check',
                  text: 'Then check that its API is available.',
                  command: sh`kubectl get apiservice ${service}`,
                }
              : {
                  kind: 'check',
                  text: `Check whether ${giver} is running and serves this metric.`,
                  command: sh`kubectl describe apiservice ${service}`,
                },
            {
              kind: 'check',
              text: 'Show the metrics that the autoscaler requests.',
              command: sh`kubectl describe hpa ${name}${namespaceFlag}`,
            },
          ],
        }
      },
    },
    'hpa-resource-request-missing': {
      owner: 'app',
      patience: 'soon',
      text: {
        summary: 'The autoscaler cannot compute utilization because a container has no request',
        shows: 'The autoscaler’s condition ScalingActive is False; the message says `missing request for cpu`.',
        happens:
          'Utilization is usage divided by request, so every container of the target’s pods, including injected sidecars, needs a request for the resource.',
        fix: 'Set the request in every container, or scale on an absolute value (`AverageValue`) or on one container (`ContainerResource`).',
        docs: [
          'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#how-does-a-horizontalpodautoscaler-work',
        ],
      },

      explain({ name, namespaceFlag, resource, container, settable, isInjected }) {
        const where = container === undefined ? 'a container' : `container ${container}`
        return {
          title: `autoscaler ${name} cannot compute ${resource} utilization: ${where} has no ${resource} request`,
          why: 'Without the request it does not change the number of replicas, whatever the load.',
          fix: [
            {
              kind: 'change',
              text: isInjected
                ? `Set a ${resource} request for the injected ${where} in the settings of its injector.`
                : `Set a ${resource} request in ${where}; measure what it needs.`,
              ...(settable === undefined || container === undefined
                ? {}
                : {
                    command: sh`kubectl set resources ${settable.kind.toLowerCase()}/${settable.name}${namespaceFlag} -c ${container} --requests=${resource}=<value>`,
                    changesWorkload: true,
                  }),
            },
            {
              kind: 'change',
              text: 'Or use an absolute target (type AverageValue) or a single container (type ContainerResource) in the autoscaler.',
            },
          ],
        }
      },
    },
    'hpa-target-missing': {
      owner: 'app',
      patience: 'soon',
      text: {
        summary: 'A HorizontalPodAutoscaler’s scaleTargetRef does not exist',
        shows:
          'The autoscaler’s condition AbleToScale is False with reason FailedGetScale; `kubectl get hpa` prints `<unknown>` targets.',
        happens: 'The name or kind has a typo, the workload was renamed or removed, or it is in another namespace.',
        fix: 'Correct `spec.scaleTargetRef`, or remove the autoscaler.',
        docs: ['https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/'],
      },

      explain({ name, namespaceFlag, namespace, written, why, target }) {
        const object = `${written.kind} ${written.name}`
        const patch = { spec: { scaleTargetRef: target } }
        const titles = {
          missing: `targets ${object}, which does not exist in namespace ${namespace}`,
          unscalable: `targets ${object}, a kind that cannot be scaled`,
          api: `targets ${object} in the API ${written.apiVersion ?? 'v1'}, which has no such kind`,
          late: `has not been checked since ${object} was created`,
        }
        return {
          title: `autoscaler ${name} ${titles[why]}`,
          why: 'It does not scale anything, whatever the load.',
          fix: [
            Object.keys(target).length > 0
              ? {
                  kind: 'change',
                  text: textOf(target),
                  command: withPatch(sh`kubectl patch hpa ${name}${namespaceFlag} --type merge`, patch),
                  patch,
                }
              : why === 'late'
                ? {
                    kind: 'check',
                    text: 'Check whether it finds the target now: the controller looks every 15s.',
                    command: sh`kubectl get hpa ${name}${namespaceFlag}`,
                  }
                : {
                    kind: 'change',
                    text: 'Correct spec.scaleTargetRef, or remove the autoscaler.',
                    command: sh`kubectl edit hpa ${name}${namespaceFlag}`,
                  },
          ],
        }
      },
    },
  },
})

/** Why the controller did not find an existing target; it checks every 15 s. */
function whyNotFound(isScalable: boolean, message: string): Why {
  if (!isScalable) return 'unscalable'
  return message.includes('no matches for kind') ? 'api' : 'late'
}

/** Names of objects without a controller. */
function freeNames(objects: readonly Kube[], cluster: Cluster): Names {
  return new Names(objects.filter(each => cluster.ownerOf(each) === undefined).map(({ metadata }) => metadata.name))
}

/** The object that the autoscaler may mean: another kind with the same name, or the same kind with a similar name. */
function meant(
  kinds: readonly (typeof TARGETS)[number][],
  namespace: string,
  wanted: string,
  cluster: Cluster,
): Target {
  const elsewhere = TARGETS.find(target => {
    const object = cluster.get(refTo(target, namespace, wanted))
    return object !== undefined && cluster.ownerOf(object) === undefined
  })
  if (elsewhere !== undefined) return { kind: elsewhere, apiVersion: apiOf(elsewhere) }
  const [name] = kinds.map(kind =>
    cluster.of<readonly Kube[], Names>(cluster.list(kind, namespace), freeNames).nearest(wanted),
  )
  return name === undefined ? {} : { name }
}

function textOf({ kind, name, apiVersion }: Target): string {
  if (kind !== undefined) return `Set the target to the ${kind} of that name, if that is the one you meant.`
  return name === undefined
    ? `Set apiVersion to ${apiVersion}.`
    : `Set the target to ${name}, if that is the one you meant.`
}

function apiOf(kind: string): string {
  return kind === 'ReplicationController' ? 'v1' : 'apps/v1'
}
