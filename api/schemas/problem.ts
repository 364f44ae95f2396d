import * as z from 'zod/mini'
import { described } from './described.ts'

const text = (description: string, ...examples: string[]) => described(z.string(), { description, examples })

/** The body of every answer that is an error (RFC 9457). */
export const problem = described(
  z.strictObject({
    type: described(z.string().check(z.regex(/^urn:kubewhy:problem:[a-z0-9-]{1,60}$/)), {
      description: 'A stable code for the error: match on this.',
      examples: ['urn:kubewhy:problem:truncated-json'],
    }),
    title: text('The kind of error, the same for every occurrence.'),
    status: described(z.int(), { description: 'The HTTP status.' }),
    detail: text('What went wrong this time.'),
    where: z.optional(text('File, line, byte, parameter or header.', 'byte 5000')),
    hint: text('How to fix it.'),
  }),
  { id: 'Problem', description: 'An error: what went wrong, where, and how to fix it.' },
)
