import type { Cluster } from '../../cluster/cluster.ts'
import type { Hit } from '../../finding.ts'
import type { Probe } from '../../kube/container.ts'
import type { Kube } from '../../kube/index.ts'
import { readLines } from '../../logs/lines.ts'
import { isMissingLog } from '../../logs/read-log.ts'
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

/** What is wrong: the probe's port, path or timeout, or the app's response. */
export type ProbeFault = 'port' | 'path' | 'timeout' | 'answer'

/** A failing probe, for the words of its cause. Times in seconds. */
export interface ProbeFacts {
  readonly container: string
  readonly list: ContainerList
  readonly kind: ProbeKind
  readonly message: string
  readonly kills: boolean
  /** True if the container is ready, or was in between. */
  readonly isReady: boolean
  /** True if the container has exited before: its previous log can be read. */
  readonly hasEnded: boolean
  readonly port: string | undefined
  /** The port as a number, if it is one or a declared name. */
  readonly portNumber: number | undefined
  readonly declared: readonly number[]
  /** The port that the app listens on according to its log, if it is another one. */
  readonly listens: number | undefined
  /** True if the app's log shows that it listens on the port only on the loopback address. */
  readonly isLoopback: boolean
  readonly path: string | undefined
  readonly scheme: 'http' | 'https'
  readonly command: string | undefined
  /** The protocol on the port, if it is not the probe's. */
  readonly speaks: Protocol | undefined
  /** True if the app accepts only known host names, and the probe sends none of them. */
  readonly refusesHost: boolean
  /**
   * The pod that the app waits for according to its log, and that its StatefulSet creates only once this one is ready.
   */
  readonly awaitedPeer: string | undefined
  readonly timeout: number
  readonly failureThreshold: number
  /** How long the probe may fail before the kubelet acts. */
  readonly budget: number
  /** How long every normal start looks the same. */
  readonly usual: number
  /** True if a slow start does not explain it: the path responds, or the container does not declare the port. */
  readonly isLasting: boolean
  /** True if the app's log shows that it had not started when it was probed. */
  readonly isStarting: boolean
  /** The check for a startup probe. */
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
 * An app that refuses connections on a declared port may only be slow to start: startup probes are for that, and for
 * others the app's log tells.
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

/** Seconds after which even a slow app has failed a few times and is worth reporting. */
const SHORTLY = 10
/** The same if no event shows a failure: it may not have been probed yet, or events were not read. */
const UNHEARD = 45
const UNHEARD_LIMIT = 120
/** The same if a slow start does not explain the failure. */
const LASTING = 30
/** Upper limit for a startup probe. */
const LONGEST = 600
/** The same for a liveness probe that tolerates more: it does not guard a start. */
const TOLERATED = 60

/**
 * Seconds in which every normal start looks the same: until the probe's third attempt, or without any response. No
 * normal start ends with a kill.
 */
function usualOf({ answer, message, probe, kills }: ProbeProblem): number {
  if (kills && message !== '') return 0
  if (message === '') return Math.max(UNHEARD, budgetOf(probe) / 1000)
  return answer === 'timeout' ? SHORTLY : Math.min(SHORTLY, 2 * (probe.periodSeconds ?? 10))
}

/**
 * How long a probe may fail: as long as its own thresholds allow; a readiness probe for `least` seconds. A liveness
 * probe may kill once: the second kill shows that it persists.
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

/** The part of a probe that says what to check. */
function handlerOf({ httpGet, tcpSocket, grpc, exec }: Probe): Readonly<Record<string, unknown>> {
  if (httpGet !== undefined) return { httpGet }
  if (tcpSocket !== undefined) return { tcpSocket }
  return grpc === undefined ? { exec } : { grpc }
}

/** The probe's field to change, and its value. */
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

/** Log messages about peers that do not respond. */
const NO_PEER =
  /no such host|NXDOMAIN|ENOTFOUND|Name or service not known|UnknownHost|nodename nor servname|could not (?:be )?resolve|connection refused|ECONNREFUSED|timed? ?out|unreachable|waiting for/i
/** Limits on the lines at the end of a log, and on peers. */
const TAIL = 50
const PEERS = 10

function awaitedPeerOf({ pod, name }: ContainerView, cluster: Cluster): string | undefined {
  const set = cluster.ownerOf(pod)
  const { namespace } = pod.metadata
  const log = cluster.log(namespace, pod.metadata.name, name)?.current
  if (set?.kind !== 'StatefulSet' || !goesInOrder(set) || log === undefined || isMissingLog(log)) return undefined
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

/** A container's log or exit takes precedence over its probe. */
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

/**
 * The probes that keep a pod's containers from being ready, have them killed, or keep failing although they are ready,
 * unless something else explains that.
 */
export function failingProbes(pod: Kube<'Pod'>, cluster: Cluster): readonly FailingProbe[] {
  return cluster.of(pod, read)
}
