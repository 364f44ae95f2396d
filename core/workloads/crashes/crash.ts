import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Terminated } from '../../kube/container.ts'
import type { LogState, LogVerdict } from '../../logs/read-log.ts'
import { isProgramCause, type ProgramLogCause, readingOf } from '../../logs/signature.ts'
import type { Evidence } from '../../report.ts'
import type { ContainerView } from '../containers.ts'
import { endPath } from '../containers.ts'
import { pullProblemOf } from '../images/pulls.ts'
import { endedByProbe } from '../probes/kills.ts'
import { probeProblemOf } from '../probes/probes.ts'
import { startFailureOf } from '../start/failures.ts'
import { isOutOfMemoryAtStart } from '../start/messages.ts'
import { readLastWords } from './last-words.ts'
import { hasRecovered, isLoop, isPast, troubledSince, upAgain } from './recovery.ts'

/** Why a container exited or fails: ids of causes of the crash stage. */
export type CrashCause = ProgramLogCause | 'out-of-memory-killed' | 'exits-immediately' | 'application-error'

/** The cause; `application-error` if nothing is more specific. */
function causeOf(view: ContainerView, ended: Terminated, verdict: LogVerdict | undefined): CrashCause {
  if (ended.reason === 'OOMKilled' || isOutOfMemoryAtStart(ended.message)) return 'out-of-memory-killed'
  const cause = verdict?.cause
  if (ended.exitCode === 0 && view.role !== 'init') return saysWhyItStops(verdict) ? verdict.cause : 'exits-immediately'
  return cause !== undefined && isProgramCause(cause) ? cause : 'application-error'
}

/** An app may exit with 0 although it reports a missing setting without which it does nothing. */
function saysWhyItStops(verdict: LogVerdict | undefined): verdict is LogVerdict & { readonly cause: ProgramLogCause } {
  if (verdict?.strength !== 'strong' || !isProgramCause(verdict.cause)) return false
  const reading = readingOf(verdict.cause)
  return reading?.isLasting === true && reading.running === 'setting'
}

/** A container that exited and has not recovered. */
export interface Crash {
  readonly cause: CrashCause
  readonly ended: Terminated
  readonly exitCode: number | undefined
  readonly verdict: LogVerdict | undefined
  /** The most telling line if no signature matches. */
  readonly words: string | undefined
  readonly evidence: readonly Evidence[]
  readonly since: number | undefined
  /** True if the container has exited so often that it will continue to. */
  readonly isLoop: boolean
  /** The ongoing change that may end it: the container is running again, its Job creates another pod. */
  readonly healing: string | undefined
  /** If it could not be read, it may show the cause. */
  readonly log: LogState
}

/** Events are kept for an hour by default: no event at all about a container proves nothing. */
function knowsEvents(view: ContainerView, cluster: Cluster): boolean {
  return view.events.length > 0 && cluster.seen('Event', view.pod.metadata.namespace)
}

/**
 * True if a probe may have had the container killed, and only an event that was not read could tell: the kubelet's kill
 * looks like an ordinary exit.
 */
function mayBeProbe(view: ContainerView, ended: Terminated, cluster: Cluster): boolean {
  const isKilled = ended.exitCode === 0 || ended.exitCode === 137 || ended.exitCode === 143
  const hasKiller = view.spec.livenessProbe !== undefined || view.spec.startupProbe !== undefined
  return isKilled && hasKiller && ended.reason !== 'OOMKilled' && !knowsEvents(view, cluster)
}

/**
 * containerd's placeholder for a container whose exit it did not see, because it or the node was down
 * (`internal/cri/server/restart.go`, `unknownContainerStatus`).
 */
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
  if (ended.reason !== 'OOMKilled' && (probe?.kills === true || endedByProbe(view))) return undefined
  if (probe !== undefined && view.restarts < 3 && isPast(view, ended, cluster)) return undefined
  if (mayBeProbe(view, ended, cluster)) return undefined
  const path = endPath(view)
  const { verdict, words, evidence, log } = readLastWords(view, ended, path, cluster)
  const cause = causeOf(view, ended, verdict)
  const isLasting = verdict?.strength === 'strong' && readingOf(cause)?.isLasting === true
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
    since: troubledSince(view, ended),
    isLoop: isLoop(view, ended, cluster),
    healing: upAgain(view, ended, isLasting, cluster),
    log,
  }
}

/** Undefined if the container has not crashed, has recovered, or another stage explains it. */
export function crashOf(view: ContainerView, cluster: Cluster): Crash | undefined {
  return cluster.of(view, read)
}
