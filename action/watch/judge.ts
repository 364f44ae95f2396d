import type { ObjectRef, Problem } from '../../core/index.ts'
import { refText } from '../../core/ref.ts'
import { isStalling } from '../../core/summary.ts'
import { formatAge } from '../../core/time.ts'
import type { FailFast } from '../inputs.ts'
import { allowanceFor } from './patience.ts'
import { waitingReasons } from './waiting.ts'

/** One thing that is waited for, as it stands. */
export interface TargetState {
  readonly ref: ObjectRef
  /** `failed`: given up by its own controller's account. */
  readonly state: 'missing' | 'waiting' | 'complete' | 'failed'
  /** In a few words: `2 of 3 pods are ready`. */
  readonly text: string
}

/** A problem that holds what is waited for, at its pods of the new revision. */
export interface Holding {
  readonly problem: Problem
  /** How often the container that it is about has ended; the most among the pods. */
  readonly ends: number
  /** Begin of the rollout that it holds, milliseconds since 1970: what was before is history. */
  readonly rolloutBegan: number
}

/** What is seen at one moment. */
export interface Observation {
  /** The server's time, milliseconds since 1970. */
  readonly now: number
  readonly targets: readonly TargetState[]
  readonly holding: readonly Holding[]
}

export type Decision =
  | { readonly state: 'waiting'; readonly reasons: readonly string[] }
  | { readonly state: 'succeeded' }
  | {
      readonly state: 'failed'
      readonly why: 'doomed' | 'stuck' | 'gave-up' | 'timeout'
      readonly text: string
      readonly problem?: Problem
    }

export interface JudgeRules {
  readonly failFast: FailFast
  /** Milliseconds. */
  readonly settle: number
  readonly timeout: number
}

interface Known {
  readonly signature: string
  /** Since when it is unchanged. */
  readonly since: number
  readonly lastSeen: number
  readonly observations: number
}

/** What the judge remembers between observations. Plain data. */
export interface Memory {
  readonly began: number
  readonly completeSince: number | undefined
  readonly known: ReadonlyMap<string, Known>
}

/** A problem may be out of sight for this long, between two crashes for example, and still be the same. */
const GRACE = 10_000
/** Observations of a problem that count must lie this far apart, and there must be so many before a window ends. */
const APART = 1000
const OBSERVATIONS = 3

/** The judge's memory before the first observation. `began`: the server's time, milliseconds since 1970. */
export function beginning(began: number): Memory {
  return { began, completeSince: undefined, known: new Map() }
}

/**
 * Takes what is remembered and what is seen now; decides whether the outcome is certain. Pure: the same series of
 * observations gives the same decisions. An observation that is older than the one before changes nothing but the time.
 */
export function judge(
  memory: Memory,
  observation: Observation,
  rules: JudgeRules,
): { readonly memory: Memory; readonly decision: Decision } {
  const known = remember(memory.known, observation)
  const isComplete = observation.targets.length > 0 && observation.targets.every(({ state }) => state === 'complete')
  const isSettling = isComplete && observation.holding.length === 0
  const completeSince = isSettling ? (memory.completeSince ?? observation.now) : undefined
  const next: Memory = { began: memory.began, completeSince, known }
  return { memory: next, decision: decide(next, observation, rules) }
}

function remember(before: Memory['known'], { now, holding }: Observation): Memory['known'] {
  const known = new Map([...before].filter(([, { lastSeen }]) => now - lastSeen <= GRACE))
  for (const { problem, rolloutBegan } of holding) {
    const signature = signatureOf(problem)
    const old = known.get(problem.id)
    if (old === undefined) {
      // At first sight the cluster's own word counts for how long it has been so.
      const claimed = problem.since === undefined ? now : Date.parse(problem.since)
      const since = Math.min(now, Math.max(Number.isNaN(claimed) ? now : claimed, rolloutBegan))
      known.set(problem.id, { signature, since, lastSeen: now, observations: 1 })
    } else if (old.signature !== signature) {
      known.set(problem.id, { signature, since: now, lastSeen: now, observations: 1 })
    } else if (now - old.lastSeen >= APART) {
      known.set(problem.id, { ...old, lastSeen: now, observations: old.observations + 1 })
    }
  }
  return known
}

/** Times of day, ages, ports and addresses in memory: what differs from one moment or crash to the next. */
const PASSING =
  /\d{4}-\d\d-\d\d|\d{1,2}:\d\d(?::\d\d)?|\bfor \d+[smhd](?:\d+[sm])?\b|\b\d+[smhd](?:\d+[sm])? ago\b|\d{4,}|0x[0-9a-f]+/gi

/** What must stay the same for a problem to be unchanged. */
export function signatureOf({ cause, title, field }: Problem): string {
  return `${cause} ${field?.value ?? ''} ${title.slice(0, 500).replace(PASSING, '#')}`
}

function decide(memory: Memory, observation: Observation, rules: JudgeRules): Decision {
  const { now, targets, holding } = observation
  for (const each of holding) {
    const decision = verdictOn(each, memory, now, rules)
    if (decision !== undefined) return decision
  }
  const gaveUp = targets.find(({ state }) => state === 'failed')
  if (gaveUp !== undefined) {
    const problem = holding.find(each => isStalling(each.problem))?.problem
    const text = `${refText(gaveUp.ref)} has failed: ${gaveUp.text}.`
    return { state: 'failed', why: 'gave-up', text, ...(problem === undefined ? {} : { problem }) }
  }
  const { completeSince } = memory
  if (completeSince !== undefined && now - completeSince >= rules.settle) return { state: 'succeeded' }
  const reasons = waitingReasons(observation, memory, rules)
  if (now - memory.began < rules.timeout) return { state: 'waiting', reasons }
  const waited = formatAge(rules.timeout)
  return { state: 'failed', why: 'timeout', text: `Not rolled out within ${waited}: ${reasons.join('; ')}.` }
}

function verdictOn({ problem, ends }: Holding, memory: Memory, now: number, rules: JudgeRules): Decision | undefined {
  const patience = allowanceFor(problem, rules.failFast)
  const known = memory.known.get(problem.id)
  if (patience === undefined || known === undefined || ends < patience.ends) return undefined
  const title = `${refText(problem.subject)}: ${problem.title}`
  if (patience.window === 0) return { state: 'failed', why: 'doomed', text: `${title}. No retry can help.`, problem }
  const elapsed = now - known.since
  if (elapsed < patience.window || known.observations < OBSERVATIONS) return undefined
  return { state: 'failed', why: 'stuck', text: `${title}. Unchanged for ${formatAge(elapsed)}.`, problem }
}
