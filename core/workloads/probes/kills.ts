import type { Cluster } from '../../cluster/cluster.ts'
import type { ClusterEvent } from '../../cluster/events.ts'
import type { Probe } from '../../kube/container.ts'
import type { Kube } from '../../kube/index.ts'
import { parseTime } from '../../time.ts'
import { type ContainerView, containersOf } from '../containers.ts'
import type { ProbeKind } from './messages.ts'
import { kindOf } from './messages.ts'

/** The probe that had a container killed, with its event. */
export interface KillingProbe {
  readonly kind: ProbeKind
  readonly event: ClusterEvent
}

export function probeOf(view: ContainerView, kind: ProbeKind): Probe | undefined {
  return { liveness: view.spec.livenessProbe, readiness: view.spec.readinessProbe, startup: view.spec.startupProbe }[
    kind
  ]
}

/** Exit codes of a process that was asked to stop, and of one that was killed. */
const STOPPED: ReadonlySet<number | undefined> = new Set([0, 137, 143])

/**
 * A probe that failed often enough, and an exit like that of the kubelet's kill, whose own event is Normal and often
 * filtered out.
 */
function exhaustedProbe(view: ContainerView): KillingProbe | undefined {
  const { ended } = view
  if (ended === undefined || !STOPPED.has(ended.exitCode) || ended.reason === 'OOMKilled') return undefined
  const exhausted = view.events.flatMap((event): KillingProbe[] => {
    const kind = event.reason === 'Unhealthy' ? kindOf(event) : undefined
    if (kind !== 'liveness' && kind !== 'startup') return []
    const probe = probeOf(view, kind)
    return probe !== undefined && event.count >= (probe.failureThreshold ?? 3) ? [{ kind, event }] : []
  })
  return exhausted.at(-1)
}

/** The kubelet's event of a kill for a failed probe: `Container web failed liveness probe, will be restarted`. */
function saidProbe(view: ContainerView): KillingProbe | undefined {
  const said = view.events.flatMap((event): KillingProbe[] => {
    const [, kind] = /failed (liveness|startup) probe/.exec(event.message) ?? []
    return event.reason === 'Killing' && kind !== undefined ? [{ kind: kind as ProbeKind, event }] : []
  })
  return said.at(-1)
}

/** The probe for which the kubelet last killed a container: by its event or, without it, by the exit. */
export function killingProbe(view: ContainerView): KillingProbe | undefined {
  return saidProbe(view) ?? exhaustedProbe(view)
}

/** Milliseconds between an event and what it reports, besides the grace period. */
const SLACK = 15_000

/** True if a container's last exit is the kubelet's kill for a failed probe: within the grace period after that. */
export function endedByProbe(view: ContainerView): boolean {
  const killing = killingProbe(view)
  const told = killing?.event.last
  const finished = parseTime(view.ended?.finishedAt)
  if (killing === undefined || told === undefined || finished === undefined) return false
  const own = probeOf(view, killing.kind)?.terminationGracePeriodSeconds
  const grace = (own ?? view.pod.spec?.terminationGracePeriodSeconds ?? 30) * 1000
  return finished >= told - SLACK && finished <= told + grace + SLACK
}

/** True from the kubelet's decision to kill a container for a failed probe until the container has ended. */
export function isBeingKilled(view: ContainerView): boolean {
  const started = parseTime(view.status.state?.running?.startedAt) ?? Number.POSITIVE_INFINITY
  return (saidProbe(view)?.event.last ?? 0) >= started
}

function findBeingKilled(_snapshot: object, cluster: Cluster): readonly Kube<'Pod'>[] {
  return cluster.regarded('Killing').flatMap(ref => {
    const pod = ref.kind === 'Pod' ? cluster.get(ref) : undefined
    return pod?.kind === 'Pod' && containersOf(pod, cluster).some(isBeingKilled) ? [pod] : []
  })
}

/**
 * Pods with a container that the kubelet is killing for a failed probe: without a readiness probe they are ready until
 * it ends.
 */
export function podsBeingKilled(cluster: Cluster): readonly Kube<'Pod'>[] {
  return cluster.of(cluster.snapshot, findBeingKilled)
}
