import type { Cluster } from '../../cluster/cluster.ts'
import type { Hit } from '../../finding.ts'
import type { Kube } from '../../kube/index.ts'
import { placeOf } from '../../shell.ts'
import type { ContainerView } from '../containers.ts'
import { containersOf, listOf } from '../containers.ts'
import { crashOf } from '../crashes/crash.ts'
import { unreadyLogOf } from '../crashes/unready-log.ts'
import type { ContainerList } from '../template-patch.ts'
import { containerPath, workloadOf } from '../workloads.ts'
import type { ProbeCause } from './probe-cause.ts'
import { probeCause } from './probe-cause.ts'
import type { ProbeProblem } from './probes.ts'
import { isUnheard, probeProblemOf } from './probes.ts'

/** What the words of a failing probe need. Times in seconds. */
export interface ProbeFacts {
  readonly container: string
  readonly list: ContainerList
  readonly kind: 'liveness' | 'readiness' | 'startup'
  readonly message: string
  readonly kills: boolean
  readonly port: string | undefined
  readonly declared: readonly number[]
  readonly path: string | undefined
  readonly scheme: 'http' | 'https'
  readonly command: string | undefined
  readonly timeout: number
  readonly budget: number
  readonly workload: { readonly kind: string; readonly name: string; readonly place: string }
  readonly pod: string
}

const FIELDS: Readonly<Record<ProbeCause, 'port' | 'httpGet.path' | 'timeoutSeconds' | 'failureThreshold' | ''>> = {
  'probe-port-mismatch': 'port',
  'probe-path-not-found': 'httpGet.path',
  'probe-timeout': 'timeoutSeconds',
  'readiness-probe-failing': '',
  'liveness-probe-failing': '',
  'startup-probe-failing': 'failureThreshold',
}

interface Failing {
  readonly view: ContainerView
  readonly problem: ProbeProblem
}

const NOTHING: readonly never[] = []

/** What a container's log or its end tells goes before what its probe says. Found out once for all causes. */
function findFailing(pod: Kube<'Pod'>, cluster: Cluster): readonly Failing[] {
  return containersOf(pod, cluster).flatMap(view => {
    const problem = probeProblemOf(view, cluster)
    if (problem === undefined) return NOTHING
    const isTold = unreadyLogOf(view, cluster) !== undefined || crashOf(view, cluster) !== undefined
    return isTold ? NOTHING : { view, problem }
  })
}

/** Takes a pod and a cause; returns a hit for each container whose probe fails that way. */
export function detectProbe(pod: Kube<'Pod'>, cluster: Cluster, cause: ProbeCause): readonly Hit<ProbeFacts>[] {
  const failing = cluster.of(pod, findFailing)
  if (failing.length === 0) return NOTHING
  return failing.flatMap(({ view, problem }) => {
    if (probeCause(problem) !== cause) return NOTHING
    const { kind, probe, port, declared, kills, message, evidence, since, isUndeclared, isAgain } = problem
    const isHopeless = cause === 'probe-path-not-found' || (cause === 'probe-port-mismatch' && isUndeclared)
    const isStarting = kind === 'startup' && !kills && cause !== 'probe-port-mismatch'
    const mayStillPass = isStarting || isUnheard(view, problem, cluster)
    const isFirstKill = kind === 'liveness' && kills && view.restarts < 2 && !isAgain && !isHopeless
    const workload = workloadOf(pod, cluster)
    const handler = probe.httpGet !== undefined ? 'httpGet' : probe.tcpSocket !== undefined ? 'tcpSocket' : 'grpc'
    const part = FIELDS[cause] === 'port' ? `${handler}.port` : FIELDS[cause]
    const value = part.endsWith('port')
      ? port
      : part === 'httpGet.path'
        ? (probe.httpGet?.path ?? '/')
        : part === 'timeoutSeconds'
          ? (probe.timeoutSeconds ?? 1)
          : part === 'failureThreshold'
            ? (probe.failureThreshold ?? 3)
            : undefined
    const suggestion =
      cause === 'probe-port-mismatch' && declared.length === 1 && isUndeclared ? declared[0] : undefined
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
        budget: (probe.initialDelaySeconds ?? 0) + (probe.periodSeconds ?? 10) * (probe.failureThreshold ?? 3),
        workload: { kind: workload.kind, name: workload.name, place: placeOf(workload.namespace) },
        pod: pod.metadata.name,
      },
      subject: { ...workload, container: view.name },
      container: view.name,
      evidence,
      since,
      ...(isFirstKill ? { outlook: 'self-healing' as const } : mayStillPass ? { outlook: 'unknown' as const } : {}),
      confidence: message === '' || (cause === 'probe-port-mismatch' && !isUndeclared) ? 'likely' : 'certain',
      field: {
        object: workload,
        path: [
          containerPath(workload, view.name, view.role !== 'main'),
          `${kind}Probe`,
          ...(part === '' ? [] : [part]),
        ].join('.'),
        ...(value === undefined ? {} : { value: String(value) }),
        ...(suggestion === undefined ? {} : { suggestion: String(suggestion) }),
      },
    }
  })
}
