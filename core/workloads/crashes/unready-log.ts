import type { Cluster } from '../../cluster/cluster.ts'
import { readLines } from '../../logs/lines.ts'
import type { LogVerdict } from '../../logs/read-log.ts'
import { readLog } from '../../logs/read-log.ts'
import { readingOf } from '../../logs/signature.ts'
import type { Evidence } from '../../report.ts'
import { parseTime } from '../../time.ts'
import type { ContainerView } from '../containers.ts'
import type { ProbeProblem } from '../probes/probes.ts'
import { probeProblemOf } from '../probes/probes.ts'
import { awaitedOf } from './awaited.ts'

/** What a program's log, or the command of an init container, says that it waits for. */
export interface UnreadyLog {
  readonly verdict: LogVerdict
  /** Where it is not a log that says so. */
  readonly said?: Evidence
  /** True where that is the log of the life before. */
  readonly isPrevious: boolean
  /** When its start or its probe began to fail, and the milliseconds for which every normal start shows the same. */
  readonly since: number | undefined
  readonly usual: number
}

/** Milliseconds for which a program may look for what it needs before anybody is told: servers come up side by side. */
const USUAL = 10_000

function isHeldByProbe(problem: ProbeProblem | undefined): boolean {
  return problem !== undefined && !problem.kills && problem.answer !== 'not-found' && !problem.isUndeclared
}

/** A program that waits for something outside does not come up, until its startup probe has it killed. */
function isKilledBeforeUp(problem: ProbeProblem | undefined): boolean {
  return problem?.kills === true && problem.kind === 'startup' && problem.answer === 'refused' && !problem.isUndeclared
}

/** A program that answers its liveness probe with a failure because something outside is missing is killed for it in vain. */
function isKilledForOthers(problem: ProbeProblem | undefined): boolean {
  return problem?.kills === true && problem.kind === 'liveness' && problem.answer === 'failure'
}

/** How Spring's actuator and its like warn that what their answer to the probe depends on is down. */
const HEALTH_CHECK = /\bhealth[ -]?check (?:has )?failed\b|\w{1,60}HealthIndicator\b|\breadiness check failed\b/i

/** As often as that a warning of it is no passing one. */
const AGAIN = 3

/** True where a program that answers its probe with a failure warns again and again that a check of its own fails. */
function warnsOfHealth(text: string, problem: ProbeProblem | undefined): boolean {
  if (problem?.answer !== 'failure') return false
  return readLines(text).filter(line => HEALTH_CHECK.test(line.text.slice(0, 500))).length >= AGAIN
}

function read(view: ContainerView, cluster: Cluster): UnreadyLog | undefined {
  const isInit = view.role === 'init'
  const problem = isInit ? undefined : probeProblemOf(view, cluster)
  const isKilled = isKilledBeforeUp(problem) || isKilledForOthers(problem)
  if (!isKilled && !(view.running && (isInit || isHeldByProbe(problem)))) return undefined
  const { namespace, name } = view.pod.metadata
  const log = cluster.log(namespace, name, view.name)
  for (const text of isKilled ? [log?.current, log?.previous] : [log?.current]) {
    const verdict = text === undefined ? undefined : readLog(text)
    if (verdict === undefined || text === undefined || readingOf(verdict.cause)?.mayWait !== true) continue
    if (verdict.strength !== 'strong' && !warnsOfHealth(text, problem)) continue
    const started = parseTime(view.status.state?.running?.startedAt)
    const since = problem === undefined ? started : problem.since
    return { verdict, isPrevious: text !== log?.current, since, usual: USUAL }
  }
  const awaited = awaitedOf(view, cluster)
  if (awaited === undefined) return undefined
  const { cause, facts, evidence } = awaited
  const verdict = { cause, facts, signature: 'awaited', line: '', lineNumber: 0, strength: 'strong' } as const
  const since = parseTime(view.status.state?.running?.startedAt)
  return { verdict, said: evidence, isPrevious: false, since, usual: USUAL }
}

/**
 * What a container that runs and is not ready, that never gets past its startup probe, or an init container that does not
 * end, waits for by its log or its command, where that is unambiguous.
 */
export function unreadyLogOf(view: ContainerView, cluster: Cluster): UnreadyLog | undefined {
  return cluster.of(view, read)
}
