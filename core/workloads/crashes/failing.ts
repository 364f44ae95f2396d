import type { Cluster } from '../../cluster/cluster.ts'
import type { LastingFailure } from '../../logs/failing.ts'
import { isProgramCause } from '../../logs/signature.ts'
import { refTo } from '../../ref.ts'
import type { Evidence } from '../../report.ts'
import type { ContainerView } from '../containers.ts'
import { isReady } from '../pods.ts'
import { outOfMemoryAtStartOf } from '../start/failures.ts'
import { isOutOfMemoryAtStart } from '../start/messages.ts'
import { type Crash, type CrashCause, crashOf } from './crash.ts'
import { failingLogOf } from './failing-log.ts'
import { servesBetween } from './recovery.ts'
import { type UnreadyLog, unreadyLogOf } from './unready-log.ts'

/** An app that exits, waits in vain, or is ready and fails at its job; one of the three is set. */
export interface Failing {
  readonly view: ContainerView
  readonly cause: CrashCause
  readonly crash: Crash | undefined
  readonly waiting: UnreadyLog | undefined
  readonly lasting: LastingFailure | undefined
  readonly said: readonly Evidence[]
  /** Milliseconds since 1970. */
  readonly since: number | undefined
  /** Milliseconds after `since` in which every normal start looks the same. */
  readonly usual?: number
  readonly healing: string | undefined
  /** True if its pod is ready anyway. */
  readonly degrades: boolean
  /** True if its memory limit is too low even for its start. */
  readonly isAtStart?: boolean
}

function isOfProgram(cause: string): cause is CrashCause {
  return cause === 'application-error' || cause === 'out-of-memory-killed' || isProgramCause(cause)
}

function logEvidence({ pod }: ContainerView, path: string, value: string): readonly Evidence[] {
  return [{ object: refTo('Pod', pod.metadata.namespace, pod.metadata.name), path, value }]
}

function read(view: ContainerView, cluster: Cluster): readonly Failing[] {
  const none = { view, crash: undefined, waiting: undefined, lasting: undefined, healing: undefined, degrades: false }
  const crash = crashOf(view, cluster)
  if (crash !== undefined) {
    const { cause, evidence, since, healing, ended, verdict } = crash
    const degrades = verdict === undefined && isReady(view.pod) && servesBetween(view, ended)
    const isAtStart = isOutOfMemoryAtStart(ended.message)
    return [{ ...none, cause, crash, said: evidence, since, healing, degrades, isAtStart }]
  }
  const start = outOfMemoryAtStartOf(view, cluster)
  if (start !== undefined)
    return [{ ...none, cause: 'out-of-memory-killed', said: start.evidence, since: start.since, isAtStart: true }]
  const waiting = unreadyLogOf(view, cluster)
  if (waiting !== undefined) {
    const { verdict, isPrevious, since, usual } = waiting
    const log = isPrevious ? 'previous log' : 'log'
    const said = waiting.said === undefined ? logEvidence(view, log, verdict.line) : [waiting.said]
    return isOfProgram(verdict.cause) ? [{ ...none, cause: verdict.cause, waiting, said, since, usual }] : []
  }
  return failingLogOf(view, cluster).flatMap(lasting => {
    const { cause, line, first } = lasting
    if (!isOfProgram(cause)) return []
    return { ...none, cause, lasting, said: logEvidence(view, 'log', line), since: first, degrades: true }
  })
}

/** Why an app exits, waits or fails; undefined if it is healthy or another stage explains it. */
export function failingsOf(view: ContainerView, cluster: Cluster): readonly Failing[] {
  return cluster.of(view, read)
}
