import type { Cluster } from '../cluster/cluster.ts'
import type { ClusterEvent } from '../cluster/events.ts'
import { eventEvidence } from '../evidence.ts'
import type { Probe } from '../kube/pod.ts'
import type { Evidence } from '../report.ts'
import { parseTime } from '../time.ts'
import type { ContainerView } from './containers.ts'

export type ProbeKind = 'liveness' | 'readiness' | 'startup'

/** How a probe is answered. `refused`: nobody listens on the port. */
export type ProbeAnswer = 'refused' | 'not-found' | 'timeout' | 'failure'

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
  readonly message: string
  readonly evidence: readonly Evidence[]
  readonly since: number | undefined
}

const SECOND = 1000
const KINDS = { Liveness: 'liveness', Readiness: 'readiness', Startup: 'startup' } as const

/** Takes what a kubelet says of a failed probe; returns how it was answered (kubelet `prober`, Go `net/http`, gRPC probe). */
export function classifyProbe(message: string): ProbeAnswer {
  if (/connection refused|actively refused|error: this is a non-listening port/i.test(message)) return 'refused'
  if (/statuscode: (?:404|410)\b/.test(message)) return 'not-found'
  if (/deadline exceeded|timed? ?out|Client\.Timeout|timeout:/i.test(message)) return 'timeout'
  return 'failure'
}

function portOf(probe: Probe): number | string | undefined {
  return probe.httpGet?.port ?? probe.tcpSocket?.port ?? probe.grpc?.port
}

function kindOf(event: ClusterEvent): ProbeKind | undefined {
  const word = /^(Liveness|Readiness|Startup) probe (?:failed|errored|warning)/.exec(event.message)?.[1]
  return word === undefined ? undefined : KINDS[word as keyof typeof KINDS]
}

/** Milliseconds around a container's end within which a failed probe may have been the reason. */
const NEAR = 15 * 60_000

/** Exit codes of a process that was asked to end, and of one that did not. */
const STOPPED: ReadonlySet<number | undefined> = new Set([0, 137, 143])

/** A probe that failed as often as it takes, and an end as the kubelet's kill gives it: its own event is Normal, and often left out. */
function exhaustedProbe(view: ContainerView): { readonly kind: ProbeKind; readonly event: ClusterEvent } | undefined {
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
function killingProbe(view: ContainerView): { readonly kind: ProbeKind; readonly event: ClusterEvent } | undefined {
  const event = view.events.findLast(
    ({ reason, message }) => reason === 'Killing' && /failed (?:liveness|startup) probe/.test(message),
  )
  if (event === undefined) return undefined
  return { kind: /failed startup probe/.test(event.message) ? 'startup' : 'liveness', event }
}

function probeOf(view: ContainerView, kind: ProbeKind): Probe | undefined {
  return { liveness: view.spec.livenessProbe, readiness: view.spec.readinessProbe, startup: view.spec.startupProbe }[
    kind
  ]
}

function uptime(view: ContainerView, cluster: Cluster): number {
  return cluster.now - (parseTime(view.status.state?.running?.startedAt) ?? cluster.now)
}

/**
 * How long, in milliseconds, a running container may fail its readiness probe before that is a problem. A wrong path or an
 * undeclared port does not heal; an application that does not listen yet may still be starting.
 */
function patience(answer: ProbeAnswer, isUndeclared: boolean, probe: Probe): number {
  const own = ((probe.initialDelaySeconds ?? 0) + (probe.periodSeconds ?? 10) * (probe.failureThreshold ?? 3)) * SECOND
  const least = { 'not-found': 20, refused: isUndeclared ? 30 : 120, timeout: 45, failure: 45 }[answer] * SECOND
  return Math.max(least, own)
}

function describe(view: ContainerView, kind: ProbeKind, probe: Probe, kills: boolean): ProbeProblem | undefined {
  const failures = view.events.filter(event => event.reason === 'Unhealthy' && kindOf(event) === kind)
  const latest = failures.at(-1)
  const message = latest?.message ?? ''
  const port = portOf(probe)
  const ports = view.spec.ports ?? []
  const declared = ports.map(({ containerPort }) => containerPort).filter(number => number !== undefined)
  const isNamed = ports.some(({ name }) => name !== undefined && name === port)
  const killed = killingProbe(view)?.event
  return {
    kind,
    answer: classifyProbe(message),
    probe,
    port,
    declared,
    isUndeclared:
      port !== undefined && ports.length > 0 && !isNamed && !declared.some(number => String(number) === String(port)),
    kills,
    message,
    evidence: [
      ...(latest === undefined ? [] : [eventEvidence(latest)]),
      ...(kills && killed !== undefined ? [eventEvidence(killed)] : []),
    ],
    since: failures[0]?.first,
  }
}

/** A probe killed it, and it has not been up for longer than the probe allows since. */
function killed(view: ContainerView, cluster: Cluster): ProbeProblem | undefined {
  const killing = killingProbe(view) ?? exhaustedProbe(view)
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
    (restarted === undefined || uptime(view, cluster) > budget + 30 * SECOND)
  const ended = parseTime(view.ended?.finishedAt)
  const isForIt = ended === undefined || event.last === undefined || Math.abs(ended - event.last) < NEAR
  return isOver || !isForIt ? undefined : describe(view, kind, probe, true)
}

/** True while a startup probe has not succeeded: until then the kubelet asks no other. */
function isStarting(view: ContainerView): boolean {
  return view.spec.startupProbe !== undefined && view.status.started !== true
}

function unready(view: ContainerView, cluster: Cluster): ProbeProblem | undefined {
  const probe = view.spec.readinessProbe
  if (probe === undefined || !view.running || view.status.ready === true || isStarting(view)) return undefined
  const problem = describe(view, 'readiness', probe, false)
  if (problem === undefined) return undefined
  return uptime(view, cluster) > patience(problem.answer, problem.isUndeclared, probe) ? problem : undefined
}

function read(view: ContainerView, cluster: Cluster): ProbeProblem | undefined {
  return killed(view, cluster) ?? unready(view, cluster)
}

/** Takes a container; returns the probe that keeps it from being ready, or undefined where none does or it may still pass. */
export function probeProblemOf(view: ContainerView, cluster: Cluster): ProbeProblem | undefined {
  return cluster.of(view, read)
}

/** The causes that a failing probe can be. */
export type ProbeCause =
  | 'probe-port-mismatch'
  | 'probe-path-not-found'
  | 'probe-timeout'
  | 'readiness-probe-failing'
  | 'liveness-probe-failing'
  | 'startup-probe-failing'

/**
 * Takes a probe's problem; returns its cause. A startup probe that is refused on a declared port tells only that the
 * application has not come up in time.
 */
export function probeCause({ kind, answer, isUndeclared, message }: ProbeProblem): ProbeCause {
  if (answer === 'refused' && (kind !== 'startup' || isUndeclared)) return 'probe-port-mismatch'
  if (answer === 'not-found') return 'probe-path-not-found'
  if (answer === 'timeout' && message !== '') return 'probe-timeout'
  return `${kind}-probe-failing`
}
