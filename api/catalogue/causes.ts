import type * as z from 'zod/mini'
import { nearest } from '../../core/nearest.ts'
import { ProblemError } from '../problem.ts'
import type { cause, causeList } from '../schemas/causes.ts'
import type { CauseExample } from './example.ts'

/** The catalogue's text about one cause. */
export type Cause = Omit<z.input<typeof cause>, 'docs' | 'example'> & {
  readonly docs: readonly string[]
  readonly example?: CauseExample
}

/** Every cause that can be named, in the order of the stages. */
export type Catalogue = readonly Cause[]

/** The whole catalogue, abridged. */
export function listCauses(catalogue: Catalogue): z.input<typeof causeList> {
  return {
    causes: catalogue.map(({ id, stage, owner, patience, summary }) => ({ id, stage, owner, patience, summary })),
  }
}

/** Throws a `ProblemError` (404) that names the closest id. */
export function causeOf(catalogue: Catalogue, id: string): Cause {
  const cause = catalogue.find(each => each.id === id)
  if (cause !== undefined) return cause
  const near = nearest(
    id,
    catalogue.map(each => each.id),
  )
  const hint = `${near === undefined ? '' : `Did you mean ${near}? `}GET /v1/causes lists all.`
  throw new ProblemError(404, 'no-such-cause', 'The catalogue has no cause with this id.', hint, { where: 'path, id' })
}
