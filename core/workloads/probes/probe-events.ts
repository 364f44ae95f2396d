import type { ClusterEvent } from '../../cluster/events.ts'
import type { Probe } from '../../kube/container.ts'
import { parseTime } from '../../time.ts'
import type { ContainerView } from '../containers.ts'

export type ProbeKind = 'liveness' | 'readiness' | 'startup'

const KINDS = { Liveness: 'liveness', Readiness: 'readiness', Startup: 'startup' } as const

/** The probe whose failure ended a container, and the event that tells it. */
export interface KillingProbe {
  readonly kind: ProbeKind
  readonly event: ClusterEvent
}

/** Takes an event; returns the kind of probe whose failure it tells, undefined where it tells another thing. */
export function kindOf(event: ClusterEvent): ProbeKind | undefined {
  const word = /^(Liveness|Readiness|Startup) probe (?:failed|errored|warning)/.exec(event.message)?.[1]
  return word === undefined ? undefined : KINDS[word as keyof typeof KINDS]
}

/** Takes a container and a kind; returns its probe of that kind. */
export function probeOf(view: ContainerView, kind: ProbeKind): Probe | undefined {
  return { liveness: view.spec.livenessProbe, readiness: view.spec.readinessProbe, startup: view.spec.startupProbe }[
    kind
  ]
}

/** Milliseconds around a container's end within which a failed probe may have been the reason. */
export const NEAR = 15 * 60_000

/** Exit codes of a process that was asked to end, and of one that did not. */
const STOPPED: ReadonlySet<number | undefined> = new Set([0, 137, 143])

/** A probe that failed as often as it takes, and an end as the kubelet's kill gives it: its own event is Normal, and often left out. */
function exhaustedProbe(view: ContainerView): KillingProbe | undefined {
  const { ended } = view
  if (ended === undefined || !STOPPED.has(ended.exitCode) || ended.reason === 'OOMKilled') return undefined
  const event = view.events.findLast(failure => {
    const kind = failure.reason === 'Unhealthy' ? kindOf(failure) : undefined
    const probe = kind === 'liveness' || kind === 'startup' ? probeOf(view, kind) : undefined
    return probe !== undefined && failure.count >= (probe.failureThreshold ?? 3)
  })
  const kind = event === undefined ? undefined : kindOf(event)
  return event === undefined || kind === undefined ? undefined : { kind, event }
}

/** The kubelet kills for a failed probe: `Container web failed liveness probe, will be restarted`. */
function saidProbe(view: ContainerView): KillingProbe | undefined {
  const event = view.events.findLast(
    ({ reason, message }) => reason === 'Killing' && /failed (?:liveness|startup) probe/.test(message),
  )
  if (event === undefined) return undefined
  return { kind: /failed startup probe/.test(event.message) ? 'startup' : 'liveness', event }
}

/** Takes a container; returns the probe for which the kubelet killed it last, by its own event or, where that is not there, by how it ended. */
export function killingProbe(view: ContainerView): KillingProbe | undefined {
  return saidProbe(view) ?? exhaustedProbe(view)
}

/** Milliseconds that pass at most between an event and what it tells, beside the grace period. */
const SLACK = 15_000

/** Takes a container; returns true where its last end is the kubelet's kill for a failed probe: it comes within the grace period after that. */
export function endedByProbe(view: ContainerView): boolean {
  const killing = killingProbe(view)
  const told = killing?.event.last
  const finished = parseTime(view.ended?.finishedAt)
  if (killing === undefined || told === undefined || finished === undefined) return false
  const own = probeOf(view, killing.kind)?.terminationGracePeriodSeconds
  const grace = (own ?? view.pod.spec?.terminationGracePeriodSeconds ?? 30) * 1000
  return finished >= told - SLACK && finished <= told + grace + SLACK
}
