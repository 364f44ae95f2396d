import type { Cluster } from '../../cluster/cluster.ts'
import type { ClusterEvent } from '../../cluster/events.ts'
import type { Kube } from '../../kube/index.ts'
import { parseTime } from '../../time.ts'
import { type ContainerView, containersOf } from '../containers.ts'
import { isReady, isTerminating } from '../pods.ts'
import { probeOf } from './kills.ts'
import { kindOf, type ProbeKind } from './messages.ts'
import { describeProbe, type ProbeProblem } from './probes.ts'

/** When a ready pod's probe is reported as failing. Times in milliseconds. */
const PARTIAL = {
  /** at least this many failures, */
  times: 5,
  /** over at least this long, */
  span: 30_000,
  /** in at least this share of all attempts, */
  share: 0.25,
  /** the last one at most this long ago, or as many periods if its own is longer. */
  fresh: 60_000,
  periods: 3,
} as const

const KINDS = ['liveness', 'readiness'] as const satisfies readonly ProbeKind[]
const SECOND = 1000

function isLasting({ count, first, last }: ClusterEvent, period: number, started: number, now: number): boolean {
  if (first === undefined || last === undefined || last < started) return false
  const span = last - Math.max(first, started)
  const isFresh = now - last <= Math.max(PARTIAL.fresh, PARTIAL.periods * period)
  return count >= PARTIAL.times && span >= PARTIAL.span && isFresh && (count * period) / span >= PARTIAL.share
}

function read(view: ContainerView, cluster: Cluster): ProbeProblem | undefined {
  const started = parseTime(view.status.state?.running?.startedAt)
  const isAtWork = view.status.ready === true && isReady(view.pod) && !isTerminating(view.pod)
  if (!isAtWork || started === undefined) return undefined
  for (const kind of KINDS) {
    const probe = probeOf(view, kind)
    if (probe === undefined) continue
    const period = (probe.periodSeconds ?? 10) * SECOND
    const isFailing = view.events.some(
      event => event.reason === 'Unhealthy' && kindOf(event) === kind && isLasting(event, period, started, cluster.now),
    )
    if (isFailing) return describeProbe(view, kind, probe, false)
  }
  return undefined
}

/** The probe of a ready container that fails in a good part of the attempts, or in all of them but is tolerated. */
export function partialProblemOf(view: ContainerView, cluster: Cluster): ProbeProblem | undefined {
  return cluster.of(view, read)
}

function findFailing(_snapshot: object, cluster: Cluster): readonly Kube<'Pod'>[] {
  const pods: Kube<'Pod'>[] = []
  for (const ref of cluster.regarded('Unhealthy')) {
    const pod = ref.kind === 'Pod' ? cluster.get(ref) : undefined
    if (pod?.kind !== 'Pod') continue
    const isRepeated = cluster.events(pod).some(({ reason, count }) => reason === 'Unhealthy' && count >= PARTIAL.times)
    if (isRepeated && containersOf(pod, cluster).some(view => partialProblemOf(view, cluster) !== undefined))
      pods.push(pod)
  }
  return pods
}

/** Pods that are ready although one of their probes keeps failing. */
export function partlyFailingPods(cluster: Cluster): readonly Kube<'Pod'>[] {
  return cluster.of(cluster.snapshot, findFailing)
}
