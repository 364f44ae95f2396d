import type { Cluster } from '../../cluster/cluster.ts'
import type { Hit } from '../../finding.ts'
import type { Container } from '../../kube/container.ts'
import type { Kube } from '../../kube/index.ts'
import type { LastingFailure } from '../../logs/failing.ts'
import { refTo } from '../../ref.ts'
import type { ObjectRef } from '../../report.ts'
import { placeOf } from '../../shell.ts'
import type { ContainerView } from '../../workloads/containers.ts'
import { containersOf, listOf } from '../../workloads/containers.ts'
import type { Crash } from '../../workloads/crashes/crash.ts'
import { crashOf } from '../../workloads/crashes/crash.ts'
import type { CrashCause } from '../../workloads/crashes/crash-cause.ts'
import { failingLogOf } from '../../workloads/crashes/failing-log.ts'
import { servesBetween } from '../../workloads/crashes/recovery.ts'
import type { UnreadyLog } from '../../workloads/crashes/unready-log.ts'
import { unreadyLogOf } from '../../workloads/crashes/unready-log.ts'
import { howOften } from '../../workloads/how-often.ts'
import { isReady } from '../../workloads/pods.ts'
import type { ContainerList } from '../../workloads/template-patch.ts'
import { containerPath, workloadOf } from '../../workloads/workloads.ts'

/** What the words of the crash stage need. */
export interface CrashFacts {
  readonly container: string
  readonly list: ContainerList
  readonly exitCode: number | undefined
  /** What the log's line names: `variable`, `file`, `host`, `port`, … */
  readonly named: Readonly<Record<string, string>>
  /** True where the log's form is generic. */
  readonly isVague: boolean
  readonly isRunning: boolean
  /** How often its log tells of it, in words, where the program runs and is ready: `18 times in the last 2m, last 4s ago`. */
  readonly often: string | undefined
  /** ` --previous` where the log to read is that of the life before. */
  readonly logOption: string
  readonly isInit: boolean
  readonly hasLog: boolean
  /** `resources.limits.memory` of the container. */
  readonly memoryLimit: string | undefined
  readonly workload: { readonly kind: string; readonly name: string; readonly place: string }
  readonly pod: string
}

/** One crash with its container, for rules that add their own field or subject. */
export interface CrashHit extends Hit<CrashFacts> {
  readonly spec: Container
  readonly workload: ObjectRef
  readonly path: string
}

function limitOf(spec: Container): string | undefined {
  const limit = spec.resources?.limits?.['memory']
  return limit === undefined ? undefined : String(limit)
}

interface Ailing {
  readonly view: ContainerView
  readonly crash: Crash | undefined
  readonly waiting: UnreadyLog | undefined
  readonly failing: LastingFailure | undefined
}

/** Most troubled pods crash for nothing: that is found out once for all causes. */
function findAiling(pod: Kube<'Pod'>, cluster: Cluster): readonly Ailing[] {
  return containersOf(pod, cluster).flatMap<Ailing>(view => {
    const crash = crashOf(view, cluster)
    const waiting = crash === undefined ? unreadyLogOf(view, cluster) : undefined
    if (crash !== undefined || waiting !== undefined) return { view, crash, waiting, failing: undefined }
    return failingLogOf(view, cluster).map(failing => ({ view, crash, waiting, failing }))
  })
}

const NOTHING: readonly never[] = []

/**
 * Takes a pod and a cause; returns a hit for each container that crashes for it, and for each that runs unready while its log
 * names that cause, or that is ready and fails for it again and again. A first stumble is self-healing until it is repeated.
 */
export function detectCrash(pod: Kube<'Pod'>, cluster: Cluster, cause: CrashCause): readonly CrashHit[] {
  const ailing = cluster.of(pod, findAiling)
  if (ailing.length === 0) return NOTHING
  return ailing.flatMap(({ view, crash, waiting, failing }) => {
    const said = waiting?.verdict ?? failing
    if ((crash?.cause ?? said?.cause) !== cause) return NOTHING
    const workload = workloadOf(pod, cluster)
    const { namespace, name } = pod.metadata
    const object = refTo('Pod', namespace, name)
    const verdict = crash?.verdict ?? said
    const isReadyBetween =
      crash !== undefined && crash.verdict === undefined && isReady(pod) && servesBetween(view, crash.ended)
    const isVague = verdict?.strength === 'weak'
    return {
      facts: {
        container: view.name,
        list: listOf(view),
        exitCode: crash?.exitCode,
        named: verdict?.facts ?? {},
        isVague,
        isRunning: said !== undefined,
        often: failing === undefined ? undefined : howOften(failing, cluster.now),
        logOption: (crash !== undefined && view.running) || waiting?.isPrevious === true ? ' --previous' : '',
        isInit: view.role === 'init',
        hasLog: crash?.hasLog ?? true,
        memoryLimit: limitOf(view.spec),
        workload: { kind: workload.kind, name: workload.name, place: placeOf(namespace) },
        pod: name,
      },
      subject: { ...workload, container: view.name },
      container: view.name,
      evidence: crash?.evidence ?? [
        { object, path: waiting?.isPrevious === true ? 'previous log' : 'log', value: said?.line ?? '' },
      ],
      since: crash?.since ?? failing?.first ?? waiting?.since,
      usual: waiting?.usual,
      degrades: failing !== undefined || isReadyBetween,
      confidence: isVague || said !== undefined ? 'likely' : 'certain',
      outlook: crash !== undefined && !crash.isSettled ? 'self-healing' : 'needs-change',
      spec: view.spec,
      workload,
      path: containerPath(workload, view.name, view.role !== 'main'),
    }
  })
}
