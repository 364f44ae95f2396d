import { z } from '@hono/zod-openapi'
import { FORMATS } from '../../core/render/index.ts'
import { parseWorkload, WORKLOAD_KINDS } from '../../core/workload-name.ts'

const NAMESPACE_HINT = 'Name a namespace: lower case letters, digits and -, at most 63.'
const WORKLOAD_HINT = `Name a workload as KIND/NAME, for example deployment/web. Kinds: ${WORKLOAD_KINDS.join(', ')}.`

/** RFC 1123 label: what the API server accepts as a namespace. */
export const namespaceSchema = z
  .string(NAMESPACE_HINT)
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, NAMESPACE_HINT)
  .openapi({ description: 'Only this namespace. Without it: all that the snapshot holds.', example: 'shop' })

export const workloadSchema = z
  .string(WORKLOAD_HINT)
  .max(300, WORKLOAD_HINT)
  .transform((text, context) => {
    const workload = parseWorkload(text)
    if (workload !== undefined) return workload
    context.addIssue({ code: 'custom', message: WORKLOAD_HINT })
    return z.NEVER
  })
  .openapi({
    type: 'string',
    pattern: '^[A-Za-z.]+/[a-z0-9]([a-z0-9.-]*[a-z0-9])?$',
    description: `Only this workload, as kubectl names it: KIND/NAME. Kinds: ${WORKLOAD_KINDS.join(', ')}.`,
    example: 'deployment/web',
  })

export const formatSchema = z.enum(FORMATS, `Name one of ${FORMATS.join(', ')}.`).openapi({
  description: 'The form of the report. Goes before the Accept header; JSON where neither says.',
  example: 'text',
})
