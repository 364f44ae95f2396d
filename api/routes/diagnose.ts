import { createRoute } from '@hono/zod-openapi'
import type { App } from '../app.ts'
import { bodyOf } from '../body.ts'
import type { Deps } from '../deps.ts'
import { chooseFormat } from '../format.ts'
import { problemResponses } from '../problem.ts'
import { reportResponse, sendReport } from '../report-response.ts'
import { formatSchema, namespaceSchema, workloadSchema } from '../schemas/scope.ts'
import { onlyFields } from '../validation.ts'

const snapshotBody = {
  description:
    'What kubectl get … -o json or -o yaml printed (a List, one object, an array, several documents, JSON lines), or a .tar, .tar.gz or .zip of a snapshot, a kubectl cluster-info dump, a support bundle or a must-gather. The content decides what it is, not its Content-Type. May be compressed with gzip.',
  required: true,
  content: {
    'application/json': { schema: { type: 'object' as const } },
    'application/yaml': { schema: { type: 'string' as const } },
    'application/octet-stream': { schema: { type: 'string' as const, format: 'binary' } },
  },
}

const route = createRoute({
  method: 'post',
  path: '/v1/diagnose',
  operationId: 'diagnose',
  tags: ['Diagnosis'],
  summary: 'Name the root causes that a snapshot shows',
  description: 'Reads a snapshot of a cluster and answers with the report. The same snapshot gives the same bytes.',
  request: {
    body: snapshotBody,
    query: onlyFields({
      namespace: namespaceSchema.optional(),
      workload: workloadSchema.optional(),
      format: formatSchema.optional(),
    }),
  },
  responses: { 200: reportResponse, ...problemResponses(400, 406, 413, 415, 422, 500, 503) },
})

/** `POST /v1/diagnose`. */
export function diagnoseRoutes(app: App, deps: Deps): void {
  app.openapi(route, async c => {
    const { namespace, workload, format } = c.req.valid('query')
    const chosen = chooseFormat(format, c.req.header('accept'))
    const notes = c.get('notes')
    const body = bodyOf(c.req.raw, deps.maxBodyBytes, notes)
    const scope = { ...(namespace && { namespace }), ...(workload && { workload }) }
    const answer = await deps.diagnose(body, { scope, format: chosen, render: {} }, c.req.raw.signal)
    return sendReport(answer, chosen, notes)
  })
}
