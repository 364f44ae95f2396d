import type { Problem } from '../../core/index.ts'
import { refText } from '../../core/ref.ts'
import { formatAge } from '../../core/time.ts'
import type { JudgeRules, Observation } from './judge.ts'

/** Why the judge still waits, a clause each. */
export function waitingReasons({ targets, holding }: Observation, { settle }: JudgeRules): string[] {
  const states = targets.filter(({ state }) => state !== 'complete').map(({ ref, text }) => `${refText(ref)}: ${text}`)
  const problems = holding.map(problem => `${problem.title} (${problem.cause}; ${hope(problem)})`)
  if (states.length + problems.length > 0) return [...states, ...problems]
  if (targets.length === 0) return ['there is nothing to wait for yet']
  return [`everything is rolled out, for ${formatAge(settle)} to be sure`]
}

function hope({ outlook, until, healing }: Problem): string {
  if (outlook === 'may-recover' && until !== undefined) return `has until ${until.slice(11, 19)} UTC to recover`
  if (outlook === 'self-healing') return healing ?? 'recovers on its own'
  return 'only the timeout decides'
}
