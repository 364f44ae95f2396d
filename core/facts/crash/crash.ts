import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Terminated } from '../../kube/container.ts'
import type { LogVerdict } from '../../logs/read-log.ts'
import type { Evidence } from '../../report.ts'
import { parseTime } from '../../time.ts'
import { isOutOfMemoryAtStart } from '../container-start/start-cause.ts'
import { startFailureOf } from '../container-start/start-failure.ts'
import { pullProblemOf } from '../image/image-pull.ts'
import type { ContainerView } from '../pods/containers.ts'
import { endPath } from '../pods/containers.ts'
import { createdAt } from '../pods/pods.ts'
import { rolloutOf } from '../pods/rollouts.ts'
import { probeProblemOf } from '../probes/probes.ts'
import { readLastWords } from './last-words.ts'

/** Why a container that was started ended: ids of causes of the crash stage. */
export type CrashCause =
  | 'out-of-memory-killed'
  | 'exits-immediately'
  | 'application-error'
  | Exclude<
      LogVerdict['cause'],
      'container-command-not-found' | 'container-command-not-executable' | 'exec-format-error'
    >

/** A container that was started and ended, and has not recovered. */
export interface Crash {
  readonly cause: CrashCause
  readonly ended: Terminated
  readonly exitCode: number | undefined
  readonly verdict: LogVerdict | undefined
  /** The line that says most where no signature fits. */
  readonly words: string | undefined
  readonly evidence: readonly Evidence[]
  readonly since: number | undefined
  /** False while it may well have been a stumble at the start. */
  readonly isSettled: boolean
  /** False where no log could be read, so that the cause may lie there. */
  readonly hasLog: boolean
}

const SECOND = 1000
const HOUR = 3600 * SECOND
/** The kubelet forgets earlier crashes after a life of this length, in milliseconds: twice its longest back-off. */
const LONG_LIFE = 600 * SECOND

/** Faults that starting again does not change. */
const LASTING: ReadonlySet<string> = new Set<CrashCause>([
  'app-missing-environment-variable',
  'app-missing-file-or-module',
  'app-invalid-arguments',
])

/** When it began to run, in milliseconds since 1970: runtimes give that year's first second where it never did. */
function startOf({ startedAt }: Terminated): number | undefined {
  const from = parseTime(startedAt)
  return from === 0 ? undefined : from
}

/** Milliseconds for which a container ran. */
function lifeOf(ended: Terminated): number {
  const [from, to] = [startOf(ended), parseTime(ended.finishedAt)]
  return from !== undefined && to !== undefined && to >= from ? to - from : 0
}

/** True where the container ran for long before its end, and for hours on average: that it ended before is no crash loop. */
function isRare({ pod, restarts }: ContainerView, ended: Terminated, cluster: Cluster): boolean {
  const age = cluster.now - (createdAt(pod) ?? cluster.now)
  return lifeOf(ended) > LONG_LIFE && age / (restarts + 1) > HOUR
}

/**
 * True where the container runs for so long since its last end that it has got past what ended it. Without a readiness probe
 * a container counts as ready between crashes, so it has to outlive its last life by half. Where the snapshot does not say
 * when it was taken, uptime is a lower bound, and few restarts are taken to be over.
 */
function hasRecovered(view: ContainerView, ended: Terminated, cluster: Cluster): boolean {
  const startedAt = parseTime(view.status.state?.running?.startedAt)
  if (!view.running || startedAt === undefined) return false
  const uptime = cluster.now - startedAt
  const life = lifeOf(ended)
  if (view.status.ready !== true) return false
  if (cluster.snapshot.takenAt === undefined && (view.restarts < 3 || isRare(view, ended, cluster))) return true
  return uptime > Math.min(300 * SECOND, Math.max(20 * SECOND, 1.5 * life))
}

/** Events are kept for an hour unless the API server says otherwise: none at all about a container tells nothing. */
function knowsEvents(view: ContainerView, cluster: Cluster): boolean {
  return view.events.length > 0 && cluster.seen('Event', view.pod.metadata.namespace)
}

/**
 * True where a probe may have had the container killed and only an event, which was not seen, could tell: the kubelet's
 * kill looks like the program's own end.
 */
function mayBeProbe(view: ContainerView, ended: Terminated, cluster: Cluster): boolean {
  const isKilled = ended.exitCode === 0 || ended.exitCode === 137 || ended.exitCode === 143
  const hasKiller = view.spec.livenessProbe !== undefined || view.spec.startupProbe !== undefined
  return isKilled && hasKiller && ended.reason !== 'OOMKilled' && !knowsEvents(view, cluster)
}

function causeOf(view: ContainerView, ended: Terminated, verdict: LogVerdict | undefined): CrashCause {
  if (ended.reason === 'OOMKilled' || isOutOfMemoryAtStart(ended.message)) return 'out-of-memory-killed'
  if (ended.exitCode === 0 && view.role !== 'init') return 'exits-immediately'
  const cause = verdict?.cause
  if (
    cause === undefined ||
    cause === 'container-command-not-found' ||
    cause === 'container-command-not-executable' ||
    cause === 'exec-format-error'
  ) {
    return 'application-error'
  }
  return cause
}

/** A Job makes another pod for one that failed: one failure is a stumble. */
function isFirstTry(view: ContainerView, cluster: Cluster): boolean {
  const job = cluster.ownerOf(view.pod)
  return job?.kind === 'Job' && !rolloutOf(job, cluster).failed && (job.status?.failed ?? 0) < 2
}

function isSettled(
  view: ContainerView,
  ended: Terminated,
  cause: CrashCause,
  verdict: LogVerdict | undefined,
  cluster: Cluster,
): boolean {
  if (LASTING.has(cause) && verdict?.strength === 'strong' && !view.running) return true
  if (view.pod.spec?.restartPolicy === 'Never') return !isFirstTry(view, cluster)
  return view.restarts >= (view.running ? 3 : 2) && !(view.running && isRare(view, ended, cluster))
}

/** What containerd makes up for a container whose end it did not see, since it or the node was down (`internal/cri/server/restart.go`, `unknownContainerStatus`). */
function wasNotSeen({ reason, exitCode }: Terminated): boolean {
  return reason === 'Unknown' && exitCode === 255
}

function saysAtStart(view: ContainerView, { message = '' }: Terminated): readonly Evidence[] {
  return isOutOfMemoryAtStart(message) ? [fieldEvidence(view.pod, `${endPath(view)}.message`, message)] : []
}

function read(view: ContainerView, cluster: Cluster): Crash | undefined {
  const { ended } = view
  if (ended === undefined) return undefined
  const isDone = ended.exitCode === 0 && (view.role === 'init' || view.pod.spec?.restartPolicy !== 'Always')
  const { phase, reason } = view.pod.status ?? {}
  const isTaken = view.pod.metadata.deletionTimestamp !== undefined || (phase === 'Failed' && reason !== undefined)
  if (isDone || isTaken || wasNotSeen(ended) || hasRecovered(view, ended, cluster)) return undefined
  if (startFailureOf(view, cluster) !== undefined || pullProblemOf(view, cluster) !== undefined) return undefined
  const probe = probeProblemOf(view, cluster)
  if (probe?.kills === true && ended.reason !== 'OOMKilled') return undefined
  if (view.running && probe !== undefined && view.restarts < 3) return undefined
  if (mayBeProbe(view, ended, cluster)) return undefined
  const path = endPath(view)
  const { verdict, words, evidence, hasLog } = readLastWords(view, ended, path, cluster)
  const cause = causeOf(view, ended, verdict)
  const exit = fieldEvidence(
    view.pod,
    path,
    `${ended.reason ?? 'terminated'}, exit code ${ended.exitCode ?? 'unknown'}, ${view.restarts} restarts`,
  )
  const isLogged = cause !== 'out-of-memory-killed' && evidence !== undefined
  return {
    cause,
    ended,
    exitCode: ended.exitCode,
    verdict: cause === verdict?.cause ? verdict : undefined,
    words: verdict?.line ?? words,
    evidence: isLogged ? [evidence, exit] : [...saysAtStart(view, ended), exit],
    since:
      view.events.find(({ reason }) => reason === 'Started')?.first ?? startOf(ended) ?? parseTime(ended.finishedAt),
    isSettled: isSettled(view, ended, cause, verdict, cluster),
    hasLog,
  }
}

/** Takes a container; returns its crash, or undefined where it has not crashed, has recovered, or another stage explains it. */
export function crashOf(view: ContainerView, cluster: Cluster): Crash | undefined {
  return cluster.of(view, read)
}
