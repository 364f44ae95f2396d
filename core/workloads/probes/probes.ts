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
  /** The port asked, as a number or a name of the container's ports. */
  readonly port: number | string | undefined
  /** The same as a number, where it is one or a name that is declared. */
  readonly portNumber: number | undefined
  /** True where the container declares ports and the one that is asked is none of them. */
  readonly isUndeclared: boolean
  /** Numbers of the ports that the container declares. */
  readonly declared: readonly number[]
  /** True where the kubelet has killed the container for it. */
  readonly kills: boolean
  /** What the kubelet says of its failure; empty where no event tells. */
  readonly message: string
  readonly evidence: readonly Evidence[]
  /** The first failure; of one that kills over all lives, else in this one. */
  readonly since: number | undefined
}

const SECOND = 1000

/** Milliseconds around a container's end within which a failed probe may have been the reason. */
const NEAR = 15 * 60_000

function portOf(probe: Probe): number | string | undefined {
  return probe.httpGet?.port ?? probe.tcpSocket?.port ?? probe.grpc?.port
}

/** Milliseconds for which a probe may fail before the kubelet acts on it. */
export function budgetOf({ initialDelaySeconds = 0, periodSeconds = 10, failureThreshold = 3 }: Probe): number {
  return (initialDelaySeconds + periodSeconds * failureThreshold) * SECOND
}

function uptime(view: ContainerView, cluster: Cluster): number {
  return cluster.now - (parseTime(view.status.state?.running?.startedAt) ?? cluster.now)
}

/** When the container began to be unready: at its start, or when its pod was last ready. */
function unreadySince({ pod, status }: ContainerView): number | undefined {
  return latest([parseTime(status.state?.running?.startedAt), turnedAt(pod)])
}

/**
 * The failure to judge by: a probe may be answered now this way, now that, and what comes most often tells more than what came
 * last. Refusals are over once the program answers, and on a port that is not declared they prove that nobody listens.
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

/** The network of a pod that was just made may drop the first connections, which would be refused: that many. */
const FIRST_TRIES = 3

/** How the program answers by the telling failure. Nobody is late on a port that is not declared until it is so again and again. */
function answerOf(telling: ClusterEvent | undefined, isUndeclared: boolean, isCommand: boolean): ProbeAnswer {
  const answer = classifyProbe(telling?.message ?? '', isCommand)
  return answer === 'timeout' && isUndeclared && (telling?.count ?? 1) <= FIRST_TRIES ? 'refused' : answer
}

/** What is known of a probe that fails. `kills`: the kubelet has killed the container for it. */
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
 * True where a container that a probe had killed is past it: it is ready and has been up for longer than the probe allows,
 * and is not being killed anew.
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

/** True while a startup probe has not succeeded: until then the kubelet asks no other. */
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
