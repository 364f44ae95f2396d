import * as z from 'zod/mini'
import { bodyOf } from '../body.ts'
import { causesUrlFor } from '../causes-url.ts'
import type { Deps } from '../deps.ts'
import { chooseFormat } from '../format.ts'
import { reportAnswer, sendReport } from '../report-response.ts'
import { type App, addRoute, askerOf } from '../route.ts'
import { format, namespace, patch, workload } from '../schemas/scope.ts'
import { onlyFields } from '../validation.ts'

const query = onlyFields({
  namespace: z.optional(namespace),
  workload: z.optional(workload),
  format: z.optional(format),
  patch: z.optional(patch),
})

/** The body of an operation on a snapshot, for its description. */
export const SNAPSHOT_BODY = {
  description:
    'The output of kubectl get … -o json or -o yaml (a List, one object, an array, several documents, JSON lines), or a .tar, .tar.gz or .zip of a snapshot, a kubectl cluster-info dump, a support bundle or a must-gather. The type is detected from the content, not from Content-Type. It can be compressed with gzip.',
  content: {
    'application/json': { plain: { type: 'object' } },
    'application/yaml': { plain: { type: 'string' } },
    'application/octet-stream': { plain: { type: 'string' } },
  },
} as const

const diagnoseRoute = {
  method: 'POST',
  path: '/v1/diagnose',
  operationId: 'diagnose',
  tag: 'Diagnosis',
  summary: 'Find the root causes in a snapshot',
  description:
    'Reads a snapshot of a cluster and returns the report. The same snapshot gives the same bytes. With `patch`, returns the report as if the patch had been applied (what if).',
  query,
  body: SNAPSHOT_BODY,
  answer: reportAnswer,
  problems: [400, 406, 408, 413, 415, 422, 500, 503],
} as const

/** `POST /v1/diagnose`. */
export function diagnoseRoutes(app: App, deps: Deps): void {
  addRoute(app, diagnoseRoute, async (c, { query }) => {
    const { namespace, workload, format, patch: changes } = query
    const chosen = chooseFormat(format, c.req.header('accept'))
    const notes = c.get('notes')
    const body = bodyOf(c.req.raw, deps.maxBodyBytes, notes)
    const scope = { ...(namespace && { namespace }), ...(workload && { workload }) }
    const render = causesUrlFor(chosen, deps.publicUrl)
    const answer = await deps.diagnose(body, { scope, format: chosen, render, ...(changes && { changes }) }, askerOf(c))
    return sendReport(answer, chosen, notes)
  })
}
