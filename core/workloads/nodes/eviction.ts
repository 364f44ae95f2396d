import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import type { Evidence } from '../../report.ts'
import { parseTime } from '../../time.ts'
import { podCondition, RECENT_CRASH } from '../pods.ts'
import { rolloutOf } from '../rollouts.ts'
import { workloadOf } from '../workloads.ts'

/** Why a kubelet evicts or refuses a pod: what its node is short of, or a limit of the pod itself. */
export type EvictionReason = 'memory' | 'disk' | 'pids' | 'own-limit'

/**
 * Messages of the kubelet's eviction manager, 1.24 to 1.36 (`pkg/kubelet/eviction/helpers.go`, `eviction_manager.go`).
 * The pod's own limits come first, as they mention the disk too.
 */
const CLASSES: readonly (readonly [EvictionReason, RegExp])[] = [
  [
    'own-limit',
    /EmptyDir volume .{0,300}exceeds the limit|local ephemeral storage limit|ephemeral local storage usage exceeds/i,
  ],
  ['memory', /low on resource: \[?memory|condition: \[[^\]]{0,100}MemoryPressure/i],
  [
    'disk',
    /low on resource: \[?(?:ephemeral-storage|inodes|nodefs|imagefs|containerfs|disk)|condition: \[[^\]]{0,100}DiskPressure/i,
  ],
  ['pids', /low on resource: \[?pids?\b|condition: \[[^\]]{0,100}PIDPressure/i],
]

/** The reason in a kubelet's message about an evicted or refused pod; undefined if it has none. */
export function classifyEviction(message: string): EvictionReason | undefined {
  return CLASSES.find(([, pattern]) => pattern.test(message))?.[0]
}

export interface Eviction {
  readonly reason: EvictionReason
  readonly message: string
  readonly at: number | undefined
  readonly evidence: Evidence
}

function read(pod: Kube<'Pod'>, cluster: Cluster): Eviction | undefined {
  const { status } = pod
  if (status?.phase !== 'Failed' || status.reason !== 'Evicted') return undefined
  const disruption = podCondition(pod, 'DisruptionTarget')
  const event = cluster.events(pod).findLast(event => event.reason === 'Evicted')
  const message = status.message ?? disruption?.message ?? event?.message ?? ''
  const reason = classifyEviction(message)
  if (reason === undefined) return undefined
  const at =
    event?.last ??
    parseTime(disruption?.lastTransitionTime) ??
    parseTime(
      status.containerStatuses?.find(({ state }) => state?.terminated !== undefined)?.state?.terminated?.finishedAt,
    ) ??
    parseTime(status.startTime)
  return { reason, message, at, evidence: fieldEvidence(pod, 'status.message', message) }
}

/** True if it happened longer ago than an affected rollout would last. */
function isPast({ at }: Eviction, cluster: Cluster): boolean {
  return at === undefined || cluster.now - at >= RECENT_CRASH
}

/**
 * A pod's eviction unless it is history: it happened within ten minutes, or the pod belongs to nothing that would
 * replace it, or to a Job that failed with it.
 */
export function evictionOf(pod: Kube<'Pod'>, cluster: Cluster): Eviction | undefined {
  const eviction = cluster.of(pod, read)
  if (eviction === undefined) return undefined
  if (!isPast(eviction, cluster)) return eviction
  const owner = cluster.ownerOf(pod)
  if (workloadOf(pod, cluster).kind === 'Pod') return eviction
  return owner?.kind === 'Job' && rolloutOf(owner, cluster).failed ? eviction : undefined
}
