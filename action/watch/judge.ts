import type { ObjectRef, Problem } from '../../core/index.ts'
import { refText } from '../../core/ref.ts'
import { isStalling } from '../../core/summary.ts'
import { formatAge } from '../../core/time.ts'
import type { FailFast } from '../inputs.ts'

/** The state of one target. */
export interface TargetState {
  readonly ref: ObjectRef
  /** `failed`: according to its own controller. */
  readonly state: 'missing' | 'waiting' | 'complete' | 'failed'
  /** A few words: `2 of 3 pods are ready`. */
  readonly text: string
}

/** What is known at one time. */
export interface Observation {
  /** The server's time, in milliseconds since 1970. */
  readonly now: number
  readonly targets: readonly TargetState[]
  /** Problems that affect the targets, in their pods of the new revision. */
  readonly holding: readonly Problem[]
}

export type Decision =
  | { readonly state: 'waiting'; readonly reasons: readonly string[] }
  | { readonly state: 'succeeded' }
  | {
      readonly state: 'failed'
      readonly why: 'doomed' | 'gave-up' | 'timeout'
      readonly text: string
      readonly problem?: Problem
    }

export interface JudgeRules {
  readonly failFast: FailFast
  /** Milliseconds. */
  readonly settle: number
  readonly timeout: number
}

/** What the judge remembers between observations. Plain data. */
export interface Memory {
  readonly began: number
  readonly completeSince: number | undefined
}

/** The judge's memory before the first observation. `began`: the server's time, in milliseconds since 1970. */
export function beginning(began: number): Memory {
  return { began, completeSince: undefined }
}

/**
 * Decides whether the outcome is certain. Pure: the same observations give the same decisions. An observation older
 * than the previous one changes nothing but the time.
 */
export function judge(
  memory: Memory,
  observation: Observation,
  rules: JudgeRules,
): { readonly memory: Memory; readonly decision: Decision } {
  const isComplete = observation.targets.length > 0 && observation.targets.every(({ state }) => state === 'complete')
  const isSettling = isComplete && observation.holding.length === 0
  const completeSince = isSettling ? (memory.completeSince ?? observation.now) : undefined
  const next: Memory = { began: memory.began, completeSince }
  return { memory: next, decision: decide(next, observation, rules) }
}

function decide(memory: Memory, observation: Observation, rules: JudgeRules): Decision {
  const { now, targets, holding } = observation
  for (const problem of holding) {
    const decision = verdictOn(problem, rules)
    if (decision !== undefined) return decision
  }
  const gaveUp = targets.find(({ state }) => state === 'failed')
  if (gaveUp !== undefined) {
    const problem = holding.find(isStalling)
    const text = `${refText(gaveUp.ref)} has failed: ${gaveUp.text}.`
    return { state: 'failed', why: 'gave-up', text, ...(problem === undefined ? {} : { problem }) }
  }
  const { completeSince } = memory
  if (completeSince !== undefined && now - completeSince >= rules.settle) return { state: 'succeeded' }
  const reasons = waitingReasons(observation, rules)
  if (now - memory.began < rules.timeout) return { state: 'waiting', reasons }
  const waited = formatAge(rules.timeout)
  return { state: 'failed', why: 'timeout', text: `Not rolled out within ${waited}: ${reasons.join('; ')}.` }
}

/** The report's outlook decides: time is the core's business. */
function verdictOn(problem: Problem, { failFast }: JudgeRules): Decision | undefined {
  if (failFast === 'off' || problem.outlook !== 'needs-change') return undefined
  return { state: 'failed', why: 'doomed', text: `${refText(problem.subject)}: ${problem.title}.`, problem }
}

/** Why the judge is still waiting, one clause each. */
function waitingReasons({ targets, holding }: Observation, { settle }: JudgeRules): string[] {
  const states = targets.filter(({ state }) => state !== 'complete').map(({ ref, text }) => `${refText(ref)}: ${text}`)
  const problems = holding.map(problem => `${problem.title} (${problem.cause}; ${hope(problem)})`)
  if (states.length + problems.length > 0) return [...states, ...problems]
  if (targets.length === 0) return ['nothing to wait for yet']
  return [`everything is rolled out, for ${formatAge(settle)} to be sure`]
}

function hope({ outlook, until, healing }: Problem): string {
  if (outlook === 'may-recover' && until !== undefined) return `has until ${until.slice(11, 19)} UTC to recover`
  if (outlook === 'self-healing') return healing ?? 'recovers on its own'
  return 'only the timeout ends it'
}
