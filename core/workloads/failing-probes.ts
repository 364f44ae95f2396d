import type { Cluster } from '../cluster/cluster.ts'
import type { Hit } from '../finding.ts'
import type { Kube } from '../kube/index.ts'
import { namespaceFlag } from '../shell.ts'
import type { ContainerView } from './containers.ts'
import { containersOf, listOf } from './containers.ts'
import { crashOf } from './crashes/crash.ts'
import { unreadyLogOf } from './crashes/unready-log.ts'
import type { ProbeKind } from './probes/messages.ts'
import { partialProblemOf } from './probes/partial.ts'
import type { ProbeProblem } from './probes/probes.ts'
import { isUnheard, probeProblemOf } from './probes/probes.ts'
import type { ContainerList } from './template-patch.ts'
import { containerPath, workloadOf } from './workloads.ts'

/** What is at fault: the probe's port, path or timeout, or the answer that the program gives. */
export type ProbeFault = 'port' | 'path' | 'timeout' | 'answer'

/** What the words of a failing probe need. Times in seconds. */
export interface ProbeFacts {
  readonly container: string
  readonly list: ContainerList
  readonly kind: ProbeKind
  readonly message: string
  readonly kills: boolean
  readonly port: string | undefined
  readonly declared: readonly number[]
  readonly path: string | undefined
  readonly scheme: 'http' | 'https'
  readonly command: string | undefined
  readonly timeout: number
  readonly failureThreshold: number
  /** How long the probe may fail before the kubelet acts on it. */
  readonly budget: number
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

/** A startup probe that is refused on a declared port tells only that the application has not come up in time. */
function faultOf({ kind, answer, isUndeclared, message }: ProbeProblem): ProbeFault {
  if (answer === 'refused' && (kind !== 'startup' || isUndeclared)) return 'port'
  if (answer === 'not-found') return 'path'
  return answer === 'timeout' && message !== '' ? 'timeout' : 'answer'
}

/** The field of the probe that has to change, and its value. */
function fieldOf(fault: ProbeFault, { kind, probe, port, declared, isUndeclared }: ProbeProblem) {
  if (fault === 'port') {
    const handler = probe.httpGet !== undefined ? 'httpGet' : probe.tcpSocket !== undefined ? 'tcpSocket' : 'grpc'
    const suggestion = declared.length === 1 && isUndeclared ? declared[0] : undefined
    return { path: [`${handler}.port`], value: port, suggestion }
  }
  if (fault === 'path') return { path: ['httpGet.path'], value: probe.httpGet?.path ?? '/' }
  if (fault === 'timeout') return { path: ['timeoutSeconds'], value: probe.timeoutSeconds ?? 1 }
  return kind === 'startup' ? { path: ['failureThreshold'], value: probe.failureThreshold ?? 3 } : { path: [] }
}

function hitOf(
  view: ContainerView,
  problem: ProbeProblem,
  fault: ProbeFault,
  isPartial: boolean,
  cluster: Cluster,
): Hit<ProbeFacts> {
  const { kind, probe, port, declared, kills, message, evidence, since, isUndeclared, isAgain } = problem
  const { pod } = view
  const isHopeless = fault === 'path' || (fault === 'port' && isUndeclared)
  const isStarting = kind === 'startup' && !kills && fault !== 'port'
  const mayStillPass = isStarting || isUnheard(view, problem, cluster)
  const isFirstKill = kind === 'liveness' && kills && view.restarts < 2 && !isAgain && !isHopeless
  const workload = workloadOf(pod, cluster)
  const { path, value, suggestion } = fieldOf(fault, problem)
  const failureThreshold = probe.failureThreshold ?? 3
  return {
    facts: {
      container: view.name,
      list: listOf(view),
      kind,
      message,
      kills,
      port: port === undefined ? undefined : String(port),
      declared,
      path: probe.httpGet?.path,
      scheme: probe.httpGet?.scheme === 'HTTPS' ? 'https' : 'http',
      command: probe.exec?.command?.join(' '),
      timeout: probe.timeoutSeconds ?? 1,
      failureThreshold,
      budget: (probe.initialDelaySeconds ?? 0) + (probe.periodSeconds ?? 10) * failureThreshold,
      workload: { kind: workload.kind, name: workload.name, namespaceFlag: namespaceFlag(workload.namespace) },
      pod: pod.metadata.name,
    },
    subject: { ...workload, container: view.name },
    container: view.name,
    evidence,
    since,
    degrades: isPartial,
    ...(isFirstKill ? { outlook: 'self-healing' as const } : mayStillPass ? { outlook: 'unknown' as const } : {}),
    confidence: message === '' || (fault === 'port' && !isUndeclared) ? 'likely' : 'certain',
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
    const fault = faultOf(problem)
    return { fault, kind: problem.kind, hit: hitOf(view, problem, fault, own === undefined, cluster) }
  })
}

/** The probes that keep a pod's containers from being ready, have them killed, or keep failing while they are ready, as far as nothing else explains that. */
export function failingProbes(pod: Kube<'Pod'>, cluster: Cluster): readonly FailingProbe[] {
  return cluster.of(pod, read)
}
