import * as z from 'zod/mini'
import { FORMATS } from '../../core/render/format.ts'
import { parseWorkload, WORKLOAD_KINDS } from '../../core/workload-name.ts'
import { described } from './described.ts'

const NAMESPACE_HINT = 'Name a namespace: lower case letters, digits and -, at most 63.'
const KINDS = `Kinds: ${WORKLOAD_KINDS.join(', ')}.`
const WORKLOAD_HINT = `Name a workload as KIND/NAME, for example deployment/web. ${KINDS}`

/** RFC 1123 label: what the API server accepts as a namespace. */
export const namespace = described(
  z.string(NAMESPACE_HINT).check(z.regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, NAMESPACE_HINT)),
  { description: 'Only this namespace.', examples: ['shop'] },
)

const workloadText = described(
  z.string(WORKLOAD_HINT).check(z.regex(/^[A-Za-z.]{1,40}\/[a-z0-9][a-z0-9.-]{0,252}$/, WORKLOAD_HINT)),
  { description: `Only this workload, as kubectl names it: KIND/NAME. ${KINDS}`, examples: ['deployment/web'] },
)

export const workload = z.pipe(
  workloadText,
  z.transform((text, context) => {
    const named = parseWorkload(text)
    if (named !== undefined) return named
    context.issues.push({ code: 'custom', message: WORKLOAD_HINT, input: text })
    return z.NEVER
  }),
)

export const format = described(z.enum(FORMATS, `Name one of ${FORMATS.join(', ')}.`), {
  description: 'The form of the report. Goes before the Accept header; JSON where neither says.',
  examples: ['text'],
})
