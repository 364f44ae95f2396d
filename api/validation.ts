import * as z from 'zod/mini'
import { nearest } from '../core/nearest.ts'
import { ProblemError } from './problem.ts'

/** A schema that rejects unknown fields: a misspelled scope must not pass unnoticed. */
export function onlyFields<S extends z.core.$ZodShape>(shape: S) {
  const known = Object.keys(shape)
  return z.strictObject(shape, {
    error: issue => {
      if (issue.code === 'invalid_type') return `Send a JSON object with: ${known.join(', ')}.`
      if (issue.code !== 'unrecognized_keys') return undefined
      const near = nearest(issue.keys[0] ?? '', known)
      return `${near === undefined ? '' : `Did you mean ${near}? `}Known: ${known.join(', ')}.`
    },
  })
}

/** What a message calls a value in a part of a request. */
const PARTS: Readonly<Record<string, string>> = {
  query: 'query parameter',
  path: 'path parameter',
  body: 'field in the body',
}

/**
 * Throws the `ProblemError` (400) that says what zod found wrong with one part of a request (`query`, `path`, `body`). What
 * was sent is not repeated: it may be anything.
 */
export function refuse(error: z.core.$ZodError, part: string): never {
  const [issue] = error.issues
  const name = issue?.path.join('.') ?? ''
  const unknown = issue?.code === 'unrecognized_keys'
  throw new ProblemError(
    400,
    unknown ? 'unknown-field' : 'bad-field',
    `${unknown ? 'Unknown' : 'Invalid'} ${PARTS[part] ?? part}.`,
    issue?.message ?? '',
    { where: name === '' ? part : `${part}, ${name}` },
  )
}

/** The parsed value, or a `ProblemError`. */
export function valid<S extends z.core.$ZodType>(schema: S, part: string, value: unknown): z.output<S> {
  const result = z.safeParse(schema, value)
  return result.success ? result.data : refuse(result.error, part)
}
