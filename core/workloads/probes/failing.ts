import type { Cluster } from '../../cluster/cluster.ts'
import type { Hit } from '../../finding.ts'
import type { Probe } from '../../kube/container.ts'
import type { Kube } from '../../kube/index.ts'
import { readLines } from '../../logs/lines.ts'
import { isNoLog } from '../../logs/read-log.ts'
import type { Patience } from '../../patience.ts'
import { namespaceFlag } from '../../shell.ts'
import type { ContainerView } from '../containers.ts'
import { containersOf, listOf } from '../containers.ts'
import { crashOf } from '../crashes/crash.ts'
import { unreadyLogOf } from '../crashes/unready-log.ts'
import { goesInOrder } from '../rollouts.ts'
import type { ContainerList } from '../template-patch.ts'
import { containerPath, workloadOf } from '../workloads.ts'
import type { ProbeKind, Protocol } from './messages.ts'
import { NO_SUCH_PORT } from './messages.ts'
import { partialProblemOf } from './partial.ts'
import type { ProbeProblem } from './probes.ts'
import { budgetOf, probeProblemOf } from './probes.ts'
import { protocolOf, refusesHost } from './protocol.ts'
import type { StartLog } from './start-log.ts'
import { startLogOf } from './start-log.ts'

/** What is at fault: the probe's port, path or timeout, or the answer that the program gives. */
export type ProbeFault = 'port' | 'path' | 'timeout' | 'answer'

/** What the words of a failing probe need. Times in seconds. */
export interface ProbeFacts {
  readonly container: string
  readonly list: ContainerList
  readonly kind: ProbeKind
  readonly message: string
  readonly kills: boolean
  /** True where the container is ready, or was in between. */
  readonly isReady: boolean
  /** True where the container has ended before: its log of then can be read. */
  readonly hasEnded: boolean
  readonly port: string | undefined
  /** The same as a number, where it is one or a name that is declared. */
  readonly portNumber: number | undefined
  readonly declared: readonly number[]
  /** The port on which the program's log says that it listens, where it is another. */
  readonly listens: number | undefined
  /** True where the program's log says that it listens on the port, on the loopback address alone. */
  readonly isLoopback: boolean
  readonly path: string | undefined
  readonly scheme: 'http' | 'https'
  readonly command: string | undefined
  /** What the server on the port speaks, where that is not what the probe speaks. */
  readonly speaks: Protocol | undefined
  /** True where the program answers only requests for hosts that it knows, and the probe asks for none of them. */
  readonly refusesHost: boolean
  /** The pod that the program waits for by its log, and that its StatefulSet makes only once this one is ready. */
  readonly awaitedPeer: string | undefined
  readonly timeout: number
  readonly failureThreshold: number
  /** How long the probe may fail before the kubelet acts on it. */
  readonly budget: number
  /** How long every normal start shows the same. */
  readonly usual: number
  /** True where no slow start explains it: the path answers, or the port is none that the container declares. */
  readonly isLasting: boolean
  /** True where the program's log shows that it had not come up when it was asked. */
  readonly isStarting: boolean
  /** What a startup probe in its place would ask. */
  readonly handler: Readonly<Record<string, unknown>>
  readonly workload: { readonly kind: string; readonly name: string; readonly namespaceFlag: string }
  readonly pod: string
}

/** A container's failing probe. The stage that owns the fault adds its cause. */
export interface FailingProbe {
  readonly fault: ProbeFault
  readonly kind: ProbeKind
  readonly hit: Hit<ProbeFacts>
}

const NOTHING: readonly never[] = []

/**
 * A program that is refused on a declared port may only not have come up in time: a startup probe is there for that, and of the
 * others the program's log tells.
 */
function faultOf({ kind, answer, isUndeclared, message }: ProbeProblem, start: StartLog | undefined): ProbeFault {
  if (answer === 'refused') {
    if (isUndeclared) return 'port'
    if (kind === 'startup' || start?.state === 'starting') return 'answer'
    return start?.state === 'serves' && start.onPort ? 'answer' : 'port'
  }
  if (answer === 'not-found') return 'path'
  return answer === 'timeout' && message !== '' ? 'timeout' : 'answer'
}

/** Seconds after which even a program that comes up slowly has shown its first failures: by then a person asks. */
const SHORTLY = 10
/** The same where no event tells of a failure: it may not have been asked yet, or events were not read. */
const UNHEARD = 45
const UNHEARD_LIMIT = 120
/** The same where no slow start explains the failure. */
const LASTING = 30
/** However long a startup probe may go on. */
const LONGEST = 600
/** The same for a liveness probe that tolerates more than that: it guards no start. */
const TOLERATED = 60

/**
 * Seconds for which every normal start shows the same: until the probe's third try, or where it is not answered at all. No
 * normal start ends with a kill.
 */
function usualOf({ answer, message, probe, kills }: ProbeProblem): number {
  if (kills && message !== '') return 0
  if (message === '') return Math.max(UNHEARD, budgetOf(probe) / 1000)
  return answer === 'timeout' ? SHORTLY : Math.min(SHORTLY, 2 * (probe.periodSeconds ?? 10))
}

/**
 * How long a probe may fail: as long as its own thresholds allow, a readiness probe for `least` seconds. A liveness probe may
 * kill once: the second kill shows that it lasts.
 */
export function probePatience(least = LASTING): Patience<ProbeFacts> {
  return {
    why: `the probe's own thresholds allow, at least ${least}s`,
    seconds({ kind, budget, usual, isLasting, message }) {
      const own = kind === 'liveness' ? 2 * budget : budget
      const given = message === '' ? UNHEARD_LIMIT : kind === 'readiness' ? least : LASTING
      const allowed = kind === 'liveness' && own > LONGEST ? TOLERATED : Math.min(LONGEST, Math.max(given, own))
      return (isLasting ? LASTING : allowed) - usual
    },
  }
}

/** The part of a probe that says what is asked. */
function handlerOf({ httpGet, tcpSocket, grpc, exec }: Probe): Readonly<Record<string, unknown>> {
  if (httpGet !== undefined) return { httpGet }
  if (tcpSocket !== undefined) return { tcpSocket }
  return grpc === undefined ? { exec } : { grpc }
}

/** The field of the probe that has to change, and its value. */
function fieldOf(
  fault: ProbeFault,
  { kind, probe, port, declared, isUndeclared }: ProbeProblem,
  listens: number | undefined,
  speaks: Protocol | undefined,
) {
  if (fault === 'port') {
    const [handler = ''] = Object.keys(handlerOf(probe))
    const suggestion = listens ?? (declared.length === 1 && isUndeclared ? declared[0] : undefined)
    return { path: [`${handler}.port`], value: port, suggestion }
  }
  if (fault === 'path') return { path: ['httpGet.path'], value: probe.httpGet?.path ?? '/' }
  const scheme = probe.httpGet?.scheme ?? 'HTTP'
  if ((speaks === 'http' || speaks === 'https') && scheme.toLowerCase() !== speaks)
    return { path: ['httpGet.scheme'], value: scheme, suggestion: speaks.toUpperCase() }
  if (fault === 'timeout') return { path: ['timeoutSeconds'], value: probe.timeoutSeconds ?? 1 }
  return kind === 'startup' ? { path: ['failureThreshold'], value: probe.failureThreshold ?? 3 } : { path: [] }
}

/** How programs log that a peer does not answer. */
const NO_PEER =
  /no such host|NXDOMAIN|ENOTFOUND|Name or service not known|UnknownHost|nodename nor servname|could not (?:be )?resolve|connection refused|ECONNREFUSED|timed? ?out|unreachable|waiting for/i
/** Lines at a log's end that are looked at, and peers. */
const TAIL = 50
const PEERS = 10

function awaitedPeerOf({ pod, name }: ContainerView, cluster: Cluster): string | undefined {
  const set = cluster.ownerOf(pod)
  const { namespace } = pod.metadata
  const log = cluster.log(namespace, pod.metadata.name, name)?.current
  if (set?.kind !== 'StatefulSet' || !goesInOrder(set) || log === undefined || isNoLog(log)) return undefined
  const lines = readLines(log)
    .slice(-TAIL)
    .filter(({ text }) => NO_PEER.test(text))
  const ordinal = Number(/-(\d{1,6})$/.exec(pod.metadata.name)?.[1] ?? Number.NaN)
  const last = Math.min((set.spec?.ordinals?.start ?? 0) + (set.spec?.replicas ?? 1) - 1, ordinal + PEERS)
  for (let other = ordinal + 1; other <= last; other++) {
    const peer = `${set.metadata.name}-${other}`
    const isAwaited = lines.some(({ text }) =>
      text
        .split(peer)
        .slice(1)
        .some(rest => !/^\d/.test(rest)),
    )
    if (isAwaited && cluster.find('Pod', namespace, peer).state === 'absent') return peer
  }
  return undefined
}

function hitOf(
  view: ContainerView,
  problem: ProbeProblem,
  start: StartLog | undefined,
  isPartial: boolean,
  cluster: Cluster,
): Hit<ProbeFacts> {
  const { kind, probe, port, portNumber, declared, kills, message, evidence, since, isUndeclared } = problem
  const { pod } = view
  const fault = faultOf(problem, start)
  const usual = usualOf(problem)
  const listens = fault === 'port' && start?.state === 'serves' ? start.port : undefined
  const isLoopback = fault === 'port' && start?.state === 'serves' && start.isLoopback
  const isToldByLog =
    (start?.state === 'starting' && fault === 'answer') ||
    (start?.state === 'serves' && (listens !== undefined || isLoopback))
  const workload = workloadOf(pod, cluster)
  const speaks = probe.httpGet === undefined ? undefined : protocolOf(view, message, cluster)
  const { path, value, suggestion } = fieldOf(fault, problem, listens, speaks)
  return {
    facts: {
      container: view.name,
      list: listOf(view),
      kind,
      message,
      kills,
      isReady: isPartial,
      hasEnded: view.restarts > 0,
      port: port === undefined ? undefined : String(port),
      portNumber,
      declared,
      listens,
      isLoopback,
      path: probe.httpGet?.path,
      scheme: probe.httpGet?.scheme === 'HTTPS' ? 'https' : 'http',
      command: probe.exec?.command?.join(' '),
      speaks,
      refusesHost: probe.httpGet !== undefined && speaks === undefined && refusesHost(view, message, cluster),
      awaitedPeer: kind === 'readiness' && !isPartial ? awaitedPeerOf(view, cluster) : undefined,
      timeout: probe.timeoutSeconds ?? 1,
      failureThreshold: probe.failureThreshold ?? 3,
      budget: budgetOf(probe) / 1000,
      usual,
      isLasting: fault === 'path' || (fault === 'port' && (isUndeclared || NO_SUCH_PORT.test(message))),
      isStarting: start?.state === 'starting' || (start?.state === 'serves' && fault === 'answer'),
      handler: handlerOf(probe),
      workload: { kind: workload.kind, name: workload.name, namespaceFlag: namespaceFlag(workload.namespace) },
      pod: pod.metadata.name,
    },
    subject: { ...workload, container: view.name },
    container: view.name,
    evidence: isToldByLog ? [...evidence, start.evidence] : evidence,
    since,
    degrades: isPartial,
    usual: usual * 1000,
    confidence: message === '' || (fault === 'port' && !isUndeclared) || start !== undefined ? 'likely' : 'certain',
    field: {
      object: workload,
      path: [containerPath(workload, view.name, view.role !== 'main'), `${kind}Probe`, ...path].join('.'),
      ...(value === undefined ? {} : { value: String(value) }),
      ...(suggestion === undefined ? {} : { suggestion: String(suggestion) }),
    },
  }
}

/** What a container's log or its end tells goes before what its probe says. */
function read(pod: Kube<'Pod'>, cluster: Cluster): readonly FailingProbe[] {
  return containersOf(pod, cluster).flatMap(view => {
    const own = probeProblemOf(view, cluster)
    const problem = own ?? partialProblemOf(view, cluster)
    if (problem === undefined) return NOTHING
    if (unreadyLogOf(view, cluster) !== undefined || crashOf(view, cluster) !== undefined) return NOTHING
    const { kind, answer, kills, isUndeclared, portNumber } = problem
    const start =
      answer === 'refused' && kind !== 'startup' && !isUndeclared
        ? startLogOf(view, portNumber, kills, cluster)
        : undefined
    return { fault: faultOf(problem, start), kind, hit: hitOf(view, problem, start, own === undefined, cluster) }
  })
}

/** The probes that keep a pod's containers from being ready, have them killed, or keep failing while they are ready, as far as nothing else explains that. */
export function failingProbes(pod: Kube<'Pod'>, cluster: Cluster): readonly FailingProbe[] {
  return cluster.of(pod, read)
}
