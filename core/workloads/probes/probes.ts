import type { Cluster } from '../../cluster/cluster.ts'
import type { ClusterEvent } from '../../cluster/events.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import type { Probe } from '../../kube/container.ts'
import type { Evidence } from '../../report.ts'
import { parseTime } from '../../time.ts'
import type { ContainerView } from '../containers.ts'
import { turnedAt } from '../progress.ts'
import type { ProbeAnswer, ProbeKind } from './messages.ts'
import { classifyProbe, kindOf, NO_SUCH_PORT } from './messages.ts'

/** A probe that keeps a container from being ready, or has it killed. */
export interface ProbeProblem {
  readonly kind: ProbeKind
  readonly answer: ProbeAnswer
  readonly probe: Probe
  /** The port asked, as a number or a name of the container's ports. */
  readonly port: number | string | undefined
  /** True where the container declares ports and the one that is asked is none of them. */
  readonly isUndeclared: boolean
  /** Numbers of the ports that the container declares. */
  readonly declared: readonly number[]
  /** True where the kubelet has killed the container for it. */
  readonly kills: boolean
  /** True where it has the container killed anew that it has had killed before. */
  readonly isAgain: boolean
  readonly message: string
  readonly evidence: readonly Evidence[]
  readonly since: number | undefined
}

const SECOND = 1000

/** The probe whose failure ended a container, and the event that tells it. */
interface KillingProbe {
  readonly kind: ProbeKind
  readonly event: ClusterEvent
}

/** Takes a container and a kind; returns its probe of that kind. */
export function probeOf(view: ContainerView, kind: ProbeKind): Probe | undefined {
  return { liveness: view.spec.livenessProbe, readiness: view.spec.readinessProbe, startup: view.spec.startupProbe }[
    kind
  ]
}

/** Milliseconds around a container's end within which a failed probe may have been the reason. */
const NEAR = 15 * 60_000

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

/** The probe for which the kubelet killed a container last: by its own event or, where that is not there, by how it ended. */
function killingProbe(view: ContainerView): KillingProbe | undefined {
  return saidProbe(view) ?? exhaustedProbe(view)
}

/** Milliseconds that pass at most between an event and what it tells, beside the grace period. */
const SLACK = 15_000

/** True where a container's last end is the kubelet's kill for a failed probe: it comes within the grace period after that. */
export function endedByProbe(view: ContainerView): boolean {
  const killing = killingProbe(view)
  const told = killing?.event.last
  const finished = parseTime(view.ended?.finishedAt)
  if (killing === undefined || told === undefined || finished === undefined) return false
  const own = probeOf(view, killing.kind)?.terminationGracePeriodSeconds
  const grace = (own ?? view.pod.spec?.terminationGracePeriodSeconds ?? 30) * 1000
  return finished >= told - SLACK && finished <= told + grace + SLACK
}

function portOf(probe: Probe): number | string | undefined {
  return probe.httpGet?.port ?? probe.tcpSocket?.port ?? probe.grpc?.port
}

function uptime(view: ContainerView, cluster: Cluster): number {
  return cluster.now - (parseTime(view.status.state?.running?.startedAt) ?? cluster.now)
}

/** For how many milliseconds the container has run unready: since its start, or since its pod was last ready. */
function unreadyFor(view: ContainerView, cluster: Cluster): number {
  return Math.min(uptime(view, cluster), cluster.now - (turnedAt(view.pod) ?? 0))
}

/** How long, in milliseconds, a container may be unready where no event tells how it answers: it may not listen yet. */
const UNHEARD_PATIENCE = 120 * SECOND

/** Takes a container and its probe's problem; returns true where no event tells how it answers, and it may still be starting. */
export function isUnheard(view: ContainerView, { kills, message }: ProbeProblem, cluster: Cluster): boolean {
  return !kills && message === '' && unreadyFor(view, cluster) < UNHEARD_PATIENCE
}

/** However long a startup probe may go on: by then people ask. */
const STARTUP_PATIENCE = 600 * SECOND

/**
 * How long, in milliseconds, a running container may fail its startup or readiness probe before that is a problem. A wrong path or an
 * undeclared port does not heal; an application that does not listen yet may still be starting.
 */
function patience({ kind, answer, isUndeclared, message, probe }: ProbeProblem): number {
  if (NO_SUCH_PORT.test(message)) return 30 * SECOND
  if (kind === 'startup') return STARTUP_PATIENCE
  const own = ((probe.initialDelaySeconds ?? 0) + (probe.periodSeconds ?? 10) * (probe.failureThreshold ?? 3)) * SECOND
  const least = { 'not-found': 20, refused: isUndeclared ? 30 : 120, timeout: 45, failure: 45 }[answer] * SECOND
  return Math.max(least, own)
}

/**
 * The failure to judge by: a probe may be answered now this way, now that, and what comes most often tells more than what came
 * last, unless one answer proves that nobody listens.
 */
function tellingFailure(failures: readonly ClusterEvent[], isUndeclared: boolean): ClusterEvent | undefined {
  const refused = failures.findLast(({ message }) => classifyProbe(message) === 'refused')
  if (isUndeclared && refused !== undefined) return refused
  return failures.reduce<ClusterEvent | undefined>(
    (best, event) => (best === undefined || event.count >= best.count ? event : best),
    undefined,
  )
}

/** Takes a container and its probe that fails; returns what is known of that. `kills`: the kubelet has killed the container for it. */
export function describeProbe(view: ContainerView, kind: ProbeKind, probe: Probe, kills: boolean): ProbeProblem {
  const failures = view.events.filter(event => event.reason === 'Unhealthy' && kindOf(event) === kind)
  const port = portOf(probe)
  const ports = view.spec.ports ?? []
  const declared = ports.map(({ containerPort }) => containerPort).filter(number => number !== undefined)
  const isNamed = ports.some(({ name }) => name !== undefined && name === port)
  const isName = typeof port === 'string' && !/^\d+$/.test(port)
  const isUndeclared =
    port !== undefined &&
    (isName || ports.length > 0) &&
    !isNamed &&
    !declared.some(number => String(number) === String(port))
  const telling = tellingFailure(failures, isUndeclared)
  const message = telling?.message ?? ''
  const killed = killingProbe(view)?.event
  const restarted = parseTime(view.status.state?.running?.startedAt)
  return {
    kind,
    answer: classifyProbe(message, probe.exec !== undefined),
    probe,
    port,
    declared,
    isUndeclared,
    kills,
    isAgain: kills && restarted !== undefined && (killed?.last ?? 0) > restarted,
    message,
    evidence: [
      ...(telling === undefined ? [] : [eventEvidence(telling)]),
      ...(kills && killed !== undefined ? [eventEvidence(killed)] : []),
      ...(kills || telling !== undefined ? [] : [fieldEvidence(view.pod, `${view.statusPath}.ready`, 'false')]),
    ],
    since: failures[0]?.first,
  }
}

/** A probe killed it, and it has not been up for longer than the probe allows since, or is being killed anew. */
function killed(view: ContainerView, cluster: Cluster): ProbeProblem | undefined {
  const killing = killingProbe(view)
  if (killing === undefined || view.restarts === 0) return undefined
  const { kind, event } = killing
  const probe = probeOf(view, kind)
  if (probe === undefined) return undefined
  const restarted = parseTime(view.status.state?.running?.startedAt)
  const budget =
    ((probe.initialDelaySeconds ?? 0) + (probe.periodSeconds ?? 10) * (probe.failureThreshold ?? 3)) * SECOND
  const isOver =
    view.running &&
    view.status.ready === true &&
    (restarted === undefined || ((event.last ?? 0) <= restarted && uptime(view, cluster) > budget + 30 * SECOND))
  const ended = parseTime(view.ended?.finishedAt)
  const isForIt = ended === undefined || event.last === undefined || Math.abs(ended - event.last) < NEAR
  return isOver || !isForIt ? undefined : describeProbe(view, kind, probe, true)
}

/** True while a startup probe has not succeeded: until then the kubelet asks no other. */
function isStarting(view: ContainerView): boolean {
  return view.spec.startupProbe !== undefined && view.status.started !== true
}

function unready(view: ContainerView, cluster: Cluster): ProbeProblem | undefined {
  if (!view.running || view.status.ready === true) return undefined
  const kind = isStarting(view) ? 'startup' : 'readiness'
  const probe = probeOf(view, kind)
  if (probe === undefined) return undefined
  const problem = describeProbe(view, kind, probe, false)
  return unreadyFor(view, cluster) > patience(problem) ? problem : undefined
}

function read(view: ContainerView, cluster: Cluster): ProbeProblem | undefined {
  return killed(view, cluster) ?? unready(view, cluster)
}

/** Takes a container; returns the probe that keeps it from being ready, or undefined where none does or it may still pass. */
export function probeProblemOf(view: ContainerView, cluster: Cluster): ProbeProblem | undefined {
  return cluster.of(view, read)
}
