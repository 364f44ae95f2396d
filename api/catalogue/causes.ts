import type * as z from 'zod/mini'
import { nearest } from '../../core/facts/nearest.ts'
import { CAUSES, type CauseRule } from '../../core/index.ts'
import { ProblemError } from '../problem.ts'
import type { cause, causeList } from '../schemas/causes.ts'
import { type CauseExample, type Examples, exampleOf } from './example.ts'

/** What the catalogue says of one cause. */
export type Cause = Omit<z.input<typeof cause>, 'docs' | 'example'> & {
  readonly docs: readonly string[]
  readonly example?: CauseExample
}

const BY_ID: ReadonlyMap<string, CauseRule> = new Map(CAUSES.map(rule => [rule.id, rule]))

/** The whole catalogue in brief. */
export function listCauses(): z.input<typeof causeList> {
  return { causes: CAUSES.map(entryOf) }
}

/** Takes a cause's id and the recorded examples; returns what the catalogue says of it. Throws a `ProblemError` (404) that names the nearest id. */
export function causeOf(id: string, examples: Examples): Cause {
  const rule = BY_ID.get(id)
  if (rule === undefined) throw noSuchCause(id)
  const { shows, happens, fix, docs } = rule.text
  const example = exampleOf(examples, id)
  return { ...entryOf(rule), shows, happens, fix, docs, ...(example && { example }) }
}

function entryOf({ id, stage, owner, outlook, text }: CauseRule) {
  return { id, stage, owner, outlook: outlook ?? 'needs-change', summary: text.summary } as const
}

function noSuchCause(id: string): ProblemError {
  const near = nearest(id, BY_ID.keys())
  const hint = `${near === undefined ? '' : `Did you mean ${near}? `}GET /v1/causes lists all.`
  return new ProblemError(404, 'no-such-cause', 'The catalogue has no cause of that id.', hint, { where: 'path, id' })
}
