import type { Conditions } from '../../support/conditions.ts'
import type { Variation } from '../../support/variation.ts'
import { borrowed, gone, later, write } from '../../support/variation.ts'

const drained = write(
  'Node',
  /^/,
  ['spec', 'taints'],
  [{ key: 'ToBeDeletedByClusterAutoscaler', value: '1764018000', effect: 'NoSchedule' }],
)

/** What `kubectl cordon` and `kubectl drain` write, and the controller that taints the node for it. */
const cordoned: readonly Variation[] = [
  write('Node', /^/, ['spec', 'unschedulable'], true),
  write(
    'Node',
    /^/,
    ['spec', 'taints'],
    [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule', timeAdded: '2026-11-23T21:48:40Z' }],
  ),
]

const allPods: Variation = snapshot => ({ ...snapshot, lists: [...(snapshot.lists ?? []), { kind: 'Pod' }] })

interface Pod {
  readonly kind: string
  readonly metadata: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> }
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] }
}

/**
 * A budget for the pods of one app, with the numbers that `pkg/controller/disruption` (`trySync`, `getExpectedPodCount`,
 * `updatePdbStatus`) counts of pods that each have a place in their workload.
 */
function budget(
  namespace: string,
  app: string,
  limit: { readonly minAvailable: number } | { readonly maxUnavailable: number },
): Variation {
  return snapshot => {
    const pods = (snapshot.objects as readonly Pod[]).filter(
      ({ kind, metadata }) => kind === 'Pod' && metadata.namespace === namespace && metadata.labels['app'] === app,
    )
    const expectedPods = pods.length
    const currentHealthy = pods.filter(({ status }) =>
      status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
    ).length
    const desiredHealthy =
      'minAvailable' in limit ? limit.minAvailable : Math.max(0, expectedPods - limit.maxUnavailable)
    const disruptionsAllowed = Math.max(0, currentHealthy - desiredHealthy)
    const made = {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { namespace, name: `${app}-budget`, generation: 1 },
      spec: { ...limit, selector: { matchLabels: { app } } },
      status: { expectedPods, currentHealthy, desiredHealthy, disruptionsAllowed, observedGeneration: 1 },
    }
    return {
      ...snapshot,
      objects: [...snapshot.objects, made],
      lists: [...(snapshot.lists ?? []), { kind: 'PodDisruptionBudget' }],
    }
  }
}

export default {
  'a budget that has room lets a node be emptied': {
    recording: 'healthy-full-house',
    varied: [drained],
    found: 0,
  },
  'a budget for as many pods as there are never has room': {
    recording: 'healthy-full-house',
    varied: [gone('PodDisruptionBudget'), drained, budget('healthy-suite', 'web', { minAvailable: 3 })],
    found: 1,
  },
  'it is no trouble while nobody empties the node': {
    recording: 'healthy-full-house',
    varied: [gone('PodDisruptionBudget'), budget('healthy-suite', 'web', { minAvailable: 3 })],
    found: 0,
  },
  'a budget may say how many pods may be away, and say none': {
    recording: 'healthy-full-house',
    varied: [gone('PodDisruptionBudget'), drained, budget('healthy-suite', 'web', { maxUnavailable: 0 })],
    found: 1,
  },
  'a single pod must not go': {
    recording: 'healthy-claim-waiting',
    varied: [drained, budget('healthy-lab', 'lab', { minAvailable: 1 })],
    found: 1,
  },
  'what keeps a pod from being ready has taken the room': {
    recording: 'image-tag-typo',
    varied: [drained, budget('shop', 'web', { minAvailable: 3 })],
    found: 0,
  },
  'what keeps a pod from being ready yet has taken the room': {
    recording: 'progressing-slow-start',
    varied: [drained, budget('warmup', 'jvm', { maxUnavailable: 1 })],
    found: 0,
  },
  'there never was room, and a pod is not ready besides': {
    recording: 'image-tag-typo',
    varied: [drained, budget('shop', 'web', { minAvailable: 4 })],
    found: 0,
  },
  'more must be ready than there are': {
    recording: 'healthy-full-house',
    varied: [gone('PodDisruptionBudget'), drained, budget('healthy-suite', 'web', { minAvailable: 4 })],
    found: 1,
  },
  'a drain has left nothing on the node but pods of a budget without room': {
    recording: 'healthy-full-house',
    varied: [gone('PodDisruptionBudget'), ...cordoned, allPods, budget('healthy-suite', 'web', { minAvailable: 3 })],
    found: 1,
  },
  'that shows for hours': {
    recording: 'healthy-full-house',
    varied: [
      gone('PodDisruptionBudget'),
      ...cordoned,
      allPods,
      budget('healthy-suite', 'web', { minAvailable: 3 }),
      later(7200),
    ],
    found: 1,
  },
  'where other namespaces were not read, a node that was cordoned lately is being drained': {
    recording: 'healthy-full-house',
    varied: [gone('PodDisruptionBudget'), ...cordoned, budget('healthy-suite', 'web', { minAvailable: 3 })],
    found: 1,
  },
  'where other namespaces were not read, a node that was cordoned long ago may have been left so': {
    recording: 'healthy-full-house',
    varied: [
      gone('PodDisruptionBudget'),
      ...cordoned,
      budget('healthy-suite', 'web', { minAvailable: 3 }),
      later(7200),
    ],
    found: 0,
  },
  'a node on which a pod is left that could be evicted is not being drained': {
    recording: 'healthy-full-house',
    varied: [
      gone('PodDisruptionBudget'),
      ...cordoned,
      budget('healthy-suite', 'web', { minAvailable: 3 }),
      borrowed('healthy-restarted', 'Pod', 'api-5dfbf559c4-hml42', 'healthy-suite'),
    ],
    found: 0,
  },
} satisfies Conditions
