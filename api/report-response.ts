import { FORMATS, type Format, mediaTypes } from '../core/render/format.ts'
import { HTML_POLICY } from '../core/render/html/policy.ts'
import type { RequestNotes } from './deps.ts'
import type { Answer } from './diagnosis.ts'
import { essence } from './format.ts'
import type { BodySchema } from './route.ts'

const TEXT: BodySchema = { plain: { type: 'string' } }
const SCHEMAS: Partial<Record<Format, BodySchema>> = {
  json: { schema: 'Report' },
  sarif: { plain: { type: 'object', required: ['version', 'runs'] } },
}

/** The response of a route that returns a report, for its description. */
export const reportAnswer: { readonly description: string; readonly content: Readonly<Record<string, BodySchema>> } = {
  description: 'The report. A snapshot with problems is still a success: check its `verdict`.',
  content: Object.fromEntries(FORMATS.map(format => [essence(format), SCHEMAS[format] ?? TEXT])),
}

/** The response; verdict and causes are added to the log notes. */
export function sendReport({ body, verdict, causes }: Answer, format: Format, notes: RequestNotes): Response {
  if (verdict !== undefined) notes.verdict = verdict
  if (causes !== undefined) notes.causes = causes
  return new Response(body, {
    headers: {
      'content-type': mediaTypes[format],
      'cache-control': 'no-store',
      vary: 'Accept',
      ...(format === 'html' && { 'content-security-policy': `${HTML_POLICY}; frame-ancestors 'none'` }),
    },
  })
}
