import type { Cases } from '../../support/cases.ts'
import type { Variation } from '../../support/variation.ts'
import { borrowed, gone, later, told, write } from '../../support/variation.ts'

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
  limit: { readonly minAvailable: number | string } | { readonly maxUnavailable: number },
): Variation {
  return snapshot => {
    const pods = (snapshot.objects as readonly Pod[]).filter(
      ({ kind, metadata }) => kind === 'Pod' && metadata.namespace === namespace && metadata.labels['app'] === app,
    )
    const expectedPods = pods.length
    const currentHealthy = pods.filter(({ status }) =>
      status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
    ).length
    const least = (value: number | string) =>
      typeof value === 'number' ? value : Math.ceil((Number.parseInt(value, 10) / 100) * expectedPods)
    const desiredHealthy =
      'minAvailable' in limit ? least(limit.minAvailable) : Math.max(0, expectedPods - limit.maxUnavailable)
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

const atLeast = (minAvailable: number | string): readonly Variation[] => [
  gone('PodDisruptionBudget'),
  budget('healthy-suite', 'web', { minAvailable }),
]
const noRoom = atLeast(3)

/** The owner of static pods, as the kubelet names it. */
const STATIC = { apiVersion: 'v1', kind: 'Node', name: 'node-1', controller: true }
const NODE = { kind: 'Node', name: 'node-1' }
const pod = (name: string) => ({ kind: 'Pod', namespace: 'healthy-suite', name })
/** What a drainer says on some object; the event is as old as the pods. */
const refused = (about: Parameters<typeof told>[2], message: string) =>
  told('healthy-full-house', 'web-76657744b5-2gqf7.18eacae7cf0bd9d8', about, {
    reason: 'ScaleDownFailed',
    message,
    source: 'kubernetes/autoscaler core/scaledown/actuation; pkg/registry/core/pod/storage/eviction.go',
  })
const LAST = "last error: Cannot evict pod as it would violate the pod's disruption budget."

export default {
  'an autoscaler says on the node which pod it may not evict': {
    recording: 'healthy-full-house',
    varied: [
      ...noRoom,
      refused(
        NODE,
        `failed to drain the node: Failed to evict pod healthy-suite/web-76657744b5-nm2kv within allowed timeout (${LAST})`,
      ),
    ],
    found: 1,
  },
  'an autoscaler that names a pod of another budget blames that one': {
    recording: 'healthy-full-house',
    varied: [
      ...noRoom,
      refused(NODE, `failed to drain the node: Failed to evict pod shop/api-0 within allowed timeout (${LAST})`),
    ],
    found: 0,
  },
  'others say it on the pod': {
    recording: 'healthy-full-house',
    varied: [...noRoom, refused(pod('web-76657744b5-vfd5n'), LAST)],
    found: 1,
  },
  'a share that is rounded up leaves room with more replicas': {
    recording: 'healthy-full-house',
    varied: [...atLeast('80%'), refused(pod('web-76657744b5-vfd5n'), LAST)],
    found: 1,
  },
  'all of them never leave room': {
    recording: 'healthy-full-house',
    varied: [...atLeast('100%'), refused(pod('web-76657744b5-vfd5n'), LAST)],
    found: 1,
  },
  'who was refused long ago has given up': {
    recording: 'healthy-full-house',
    varied: [...noRoom, refused(pod('web-76657744b5-vfd5n'), LAST), later(1200)],
    found: 0,
  },
  'pods that start give it room by themselves': {
    recording: 'progressing-slow-start',
    varied: [drained, budget('warmup', 'jvm', { maxUnavailable: 1 }), later(-30)],
    found: 1,
  },
  'a drain leaves what is ending and what belongs to the node': {
    recording: 'healthy-full-house',
    varied: [
      ...noRoom,
      ...cordoned,
      allPods,
      borrowed('slow-termination', 'Pod', 'hub-6c5845d55-5rtrp', 'healthy-suite'),
      borrowed('ds-on-delete', 'Pod', 'shipper-7vm59', 'healthy-suite'),
      borrowed('healthy-restarted', 'Pod', 'api-5dfbf559c4-hml42', 'healthy-suite'),
      write('Pod', 'api-5dfbf559c4-hml42', ['metadata', 'ownerReferences'], [STATIC]),
      borrowed('healthy-job-retried', 'Pod', 'import-b97lz', 'healthy-suite'),
      write('Pod', 'import-b97lz', ['metadata', 'labels'], { app: 'web' }),
    ],
    found: 1,
  },
  'a pod of a budget with room is still evicted': {
    recording: 'healthy-full-house',
    varied: [
      ...noRoom,
      ...cordoned,
      allPods,
      borrowed('healthy-restarted', 'Pod', 'api-5dfbf559c4-hml42', 'healthy-suite'),
      budget('healthy-suite', 'api', { minAvailable: 0 }),
    ],
    found: 0,
  },
  'when a node was cordoned may be unknown': {
    recording: 'healthy-full-house',
    varied: [...noRoom, write('Node', /^/, ['spec', 'unschedulable'], true)],
    found: 0,
  },
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
  'a budget without room is no trouble while nobody drains a node': {
    recording: 'healthy-full-house',
    varied: [...noRoom, allPods],
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
  'a pod of another workload, on another node, that is not ready has taken the room': {
    recording: 'healthy-full-house',
    varied: [
      gone('PodDisruptionBudget'),
      drained,
      borrowed('probe-timeout', 'Node', 'node-2'),
      borrowed('image-tag-typo', 'Pod', 'web-58fb588565-s8bfg', 'healthy-suite'),
      write('Pod', 'web-58fb588565-s8bfg', ['spec', 'nodeName'], 'node-2'),
      write('Pod', 'web-58fb588565-s8bfg', ['metadata', 'ownerReferences'], undefined),
      budget('healthy-suite', 'web', { minAvailable: 3 }),
    ],
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
  'a drain that a budget holds up shows for hours': {
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
      later(5400),
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
} satisfies Cases
