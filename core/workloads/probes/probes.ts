import type { Cluster } from '../../cluster/cluster.ts'
import type { ClusterEvent } from '../../cluster/events.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import type { Probe } from '../../kube/container.ts'
import type { Evidence } from '../../report.ts'
import { latest, parseTime } from '../../time.ts'
import type { ContainerView } from '../containers.ts'
import { turnedAt } from '../progress.ts'
import { endedByProbe, isBeingKilled, killingProbe, probeOf } from './kills.ts'
import type { ProbeAnswer, ProbeKind } from './messages.ts'
import { classifyProbe, kindOf } from './messages.ts'

/** A probe that keeps a container from being ready, or has it killed. */
export interface ProbeProblem {
  readonly kind: ProbeKind
  readonly answer: ProbeAnswer
  readonly probe: Probe
  /** The probed port, as a number or a name of one of the container's ports. */
  readonly port: number | string | undefined
  /** The port as a number, if it is one or a declared name. */
  readonly portNumber: number | undefined
  /** True if the container declares ports and the probed one is not among them. */
  readonly isUndeclared: boolean
  /** Numbers of the ports that the container declares. */
  readonly declared: readonly number[]
  /** True if the kubelet has killed the container because of it. */
  readonly kills: boolean
  /** The kubelet's message; empty without an event. */
  readonly message: string
  readonly evidence: readonly Evidence[]
  /** The first failure: of all runs if it kills, else of the current run. */
  readonly since: number | undefined
}

const SECOND = 1000

/** Milliseconds around a container's exit in which a failed probe may be the reason. */
const NEAR = 15 * 60_000

function portOf(probe: Probe): number | string | undefined {
  return probe.httpGet?.port ?? probe.tcpSocket?.port ?? probe.grpc?.port
}

/** Milliseconds for which a probe may fail before the kubelet acts. */
export function budgetOf({ initialDelaySeconds = 0, periodSeconds = 10, failureThreshold = 3 }: Probe): number {
  return (initialDelaySeconds + periodSeconds * failureThreshold) * SECOND
}

function uptime(view: ContainerView, cluster: Cluster): number {
  return cluster.now - (parseTime(view.status.state?.running?.startedAt) ?? cluster.now)
}

/** When the container became unready: at its start, or when its pod was last ready. */
function unreadySince({ pod, status }: ContainerView): number | undefined {
  return latest([parseTime(status.state?.running?.startedAt), turnedAt(pod)])
}

/**
 * The failure to judge by: a probe may fail in different ways, and the most frequent one tells more than the latest.
 * Refusals are over once the app responds; on an undeclared port they prove that nothing listens.
 */
function tellingFailure(
  failures: readonly ClusterEvent[],
  isUndeclared: boolean,
  isCommand: boolean,
): ClusterEvent | undefined {
  const answered = latest(
    failures.map(({ message, last }) => {
      const answer = classifyProbe(message, isCommand)
      return answer === 'failure' || answer === 'not-found' ? last : undefined
    }),
  )
  const lasting = failures.filter(
    ({ message, last }) => classifyProbe(message, isCommand) !== 'refused' || (last ?? 0) > (answered ?? 0),
  )
  const refused = lasting.findLast(({ message }) => classifyProbe(message, isCommand) === 'refused')
  if (isUndeclared && refused !== undefined) return refused
  return lasting.reduce<ClusterEvent | undefined>(
    (best, event) => (best === undefined || event.count >= best.count ? event : best),
    undefined,
  )
}

/** The network of a new pod may drop the first connections, which then look refused: this many. */
const FIRST_TRIES = 3

/**
 * The app's response in the failure to judge by. On an undeclared port, an app counts as late until it has been refused
 * repeatedly.
 */
function answerOf(telling: ClusterEvent | undefined, isUndeclared: boolean, isCommand: boolean): ProbeAnswer {
  const answer = classifyProbe(telling?.message ?? '', isCommand)
  return answer === 'timeout' && isUndeclared && (telling?.count ?? 1) <= FIRST_TRIES ? 'refused' : answer
}

/** Describes a failing probe. `kills`: the kubelet has killed the container because of it. */
export function describeProbe(view: ContainerView, kind: ProbeKind, probe: Probe, kills: boolean): ProbeProblem {
  const failures = view.events.filter(event => event.reason === 'Unhealthy' && kindOf(event) === kind)
  const port = portOf(probe)
  const ports = view.spec.ports ?? []
  const declared = ports.map(({ containerPort }) => containerPort).filter(number => number !== undefined)
  const named = ports.find(({ name }) => name !== undefined && name === port)
  const number = /^\d+$/.test(String(port)) ? Number(port) : undefined
  const isUndeclared =
    port !== undefined &&
    (number === undefined || ports.length > 0) &&
    named === undefined &&
    !declared.some(each => String(each) === String(port))
  const isCommand = probe.exec !== undefined
  const telling = tellingFailure(failures, isUndeclared, isCommand)
  const message = telling?.message ?? ''
  const killed = killingProbe(view)?.event
  return {
    kind,
    answer: answerOf(telling, isUndeclared, isCommand),
    probe,
    port,
    portNumber: number ?? named?.containerPort,
    declared,
    isUndeclared,
    kills,
    message,
    evidence: [
      ...(telling === undefined ? [] : [eventEvidence(telling)]),
      ...(kills && killed !== undefined ? [eventEvidence(killed)] : []),
      ...(kills || telling !== undefined ? [] : [fieldEvidence(view.pod, `${view.statusPath}.ready`, 'false')]),
    ],
    since: kills ? (failures[0]?.first ?? killed?.first) : latest([failures[0]?.first, unreadySince(view)]),
  }
}

/**
 * True if a container killed for a probe is past that: it is ready, has been running for longer than the probe allows,
 * and is not being killed again.
 */
function isOver(view: ContainerView, probe: Probe, event: ClusterEvent, cluster: Cluster): boolean {
  if (view.status.ready !== true) return false
  const restarted = parseTime(view.status.state?.running?.startedAt)
  return (
    restarted === undefined || ((event.last ?? 0) <= restarted && uptime(view, cluster) > budgetOf(probe) + 30 * SECOND)
  )
}

function killed(view: ContainerView, cluster: Cluster): ProbeProblem | undefined {
  const killing = killingProbe(view)
  const probe = killing && probeOf(view, killing.kind)
  if (killing === undefined || probe === undefined) return undefined
  const { kind, event } = killing
  const hasKilled = view.restarts > 0 || isBeingKilled(view) || endedByProbe(view)
  if (!hasKilled || isOver(view, probe, event, cluster)) return undefined
  const ended = parseTime(view.ended?.finishedAt)
  const isForIt = ended === undefined || event.last === undefined || Math.abs(ended - event.last) < NEAR
  return isForIt ? describeProbe(view, kind, probe, true) : undefined
}

/** True until the startup probe has succeeded: the kubelet runs no other probe before. */
function isStarting(view: ContainerView): boolean {
  return view.spec.startupProbe !== undefined && view.status.started !== true
}

function unready(view: ContainerView): ProbeProblem | undefined {
  if (!view.running || view.status.ready === true) return undefined
  const kind = isStarting(view) ? 'startup' : 'readiness'
  const probe = probeOf(view, kind)
  return probe && describeProbe(view, kind, probe, false)
}

function read(view: ContainerView, cluster: Cluster): ProbeProblem | undefined {
  return killed(view, cluster) ?? unready(view)
}

/** The probe that keeps a container from being ready or has it killed, if any. */
export function probeProblemOf(view: ContainerView, cluster: Cluster): ProbeProblem | undefined {
  return cluster.of(view, read)
}
