import { z } from '@hono/zod-openapi'
import { FORMATS, type Format, mediaTypes } from '../core/render/index.ts'
import type { RequestNotes } from './deps.ts'
import type { Answer } from './diagnosis.ts'
import { essence } from './format.ts'
import { reportSchema } from './schemas/report.ts'

const text = z.string()

/** The response of a route that answers with a report, for its description. */
export const reportResponse = {
  description: 'The report. A snapshot that shows trouble is a success all the same: read its `verdict`.',
  content: Object.fromEntries(
    FORMATS.map(format => [essence(format), { schema: format === 'json' ? reportSchema : schemaOf(format) }]),
  ),
}

/** Takes a finished report; returns the response and notes the verdict. */
export function sendReport({ body, verdict }: Answer, format: Format, notes: RequestNotes): Response {
  notes.verdict = verdict
  return new Response(body, {
    headers: { 'content-type': mediaTypes[format], 'cache-control': 'no-store', vary: 'Accept' },
  })
}

function schemaOf(format: Format) {
  return format === 'sarif' ? z.record(z.string(), z.unknown()) : text
}
