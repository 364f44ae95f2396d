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
      if (known.length === 0) return 'Send none.'
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
  arguments: 'argument',
}

/**
 * Throws a `ProblemError` (400) for the first mistake found by zod in one part of a request: `query`, `path`, `body`,
 * `arguments`. Repeats no values and, of unknown names, only those that look like names: the request may contain a
 * secret.
 */
export function refuse(error: z.core.$ZodError, part: string): never {
  const [issue] = error.issues
  const what = PARTS[part] ?? part
  const hint = issue?.message ?? ''
  const path = issue?.path.map(String) ?? []
  const where = (...names: readonly string[]) => (names.length === 0 ? part : `${part}, ${names.join('.')}`)
  if (issue?.code !== 'unrecognized_keys')
    throw new ProblemError(400, 'bad-field', `Invalid ${what}.`, hint, { where: where(...path) })
  const name = issue.keys.find(key => /^[\w.-]{1,64}$/.test(key))
  const detail = name === undefined ? `Unknown ${what}.` : `Unknown ${what}: ${name}.`
  throw new ProblemError(400, 'unknown-field', detail, hint, {
    where: where(...path, ...(name === undefined ? [] : [name])),
  })
}

/** The parsed value, or a `ProblemError`. */
export function valid<S extends z.core.$ZodType>(schema: S, part: string, value: unknown): z.output<S> {
  const result = z.safeParse(schema, value)
  return result.success ? result.data : refuse(result.error, part)
}
