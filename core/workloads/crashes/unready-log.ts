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

/** What an app waits for, according to its log or an init container's command. */
export interface UnreadyLog {
  readonly verdict: LogVerdict
  /** Set if something other than a log shows it. */
  readonly said?: Evidence
  /** True if it is the log of the previous run. */
  readonly isPrevious: boolean
  /** When its start or its probe began to fail, and the milliseconds in which every normal start looks the same. */
  readonly since: number | undefined
  readonly usual: number
}

/**
 * Milliseconds in which an app may look for its dependencies without being reported: servers start at the same time.
 */
const USUAL = 10_000

function isHeldByProbe(problem: ProbeProblem | undefined): boolean {
  return problem !== undefined && !problem.kills && problem.answer !== 'not-found' && !problem.isUndeclared
}

/** An app that waits for something else does not come up until its startup probe has it killed. */
function isKilledBeforeUp(problem: ProbeProblem | undefined): boolean {
  return problem?.kills === true && problem.kind === 'startup' && problem.answer === 'refused' && !problem.isUndeclared
}

/** An app whose liveness probe fails because something else is missing is killed in vain. */
function isKilledForOthers(problem: ProbeProblem | undefined): boolean {
  return problem?.kills === true && problem.kind === 'liveness' && problem.answer === 'failure'
}

/** Warnings of Spring Boot Actuator and the like that a dependency in their health response is down. */
const HEALTH_CHECK = /\bhealth[ -]?check (?:has )?failed\b|\w{1,60}HealthIndicator\b|\breadiness check failed\b/i

/** Repeated this often, such a warning is not a passing one. */
const AGAIN = 3

/** True if an app that fails its probe keeps warning that one of its own checks fails. */
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
 * What a container waits for according to its log or command, if that is unambiguous: one that runs and is not ready,
 * never passes its startup probe, or is an init container that does not end.
 */
export function unreadyLogOf(view: ContainerView, cluster: Cluster): UnreadyLog | undefined {
  return cluster.of(view, read)
}
