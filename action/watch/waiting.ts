import type { Problem } from '../../core/index.ts'
import { refText } from '../../core/ref.ts'
import { formatAge } from '../../core/time.ts'
import type { JudgeRules, Memory, Observation } from './judge.ts'
import { allowanceFor, type Patience } from './patience.ts'

/** Takes what is seen and remembered; returns why the judge still waits, a clause each. */
export function waitingReasons({ now, targets, holding }: Observation, memory: Memory, rules: JudgeRules): string[] {
  const states = targets.filter(({ state }) => state !== 'complete').map(({ ref, text }) => `${refText(ref)}: ${text}`)
  const problems = holding.map(({ problem, ends }) => {
    const patience = allowanceFor(problem, rules.failFast)
    const since = memory.known.get(problem.id)?.since ?? now
    return `${problem.title} (${problem.cause}; ${outlookText(patience, ends, since, problem)})`
  })
  if (states.length + problems.length > 0) return [...states, ...problems]
  if (targets.length === 0) return ['there is nothing to wait for yet']
  return [`everything is rolled out, for ${formatAge(rules.settle)} to be sure`]
}

function outlookText(patience: Patience | undefined, ends: number, since: number, problem: Problem): string {
  if (patience === undefined)
    return problem.outlook === 'self-healing' ? 'may recover by itself' : 'only the timeout decides'
  if (ends < patience.ends) return `may recover; ended ${ends} of ${patience.ends} times that count`
  return `has until ${new Date(since + patience.window).toISOString().slice(11, 19)} UTC to recover`
}
