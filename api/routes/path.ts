import * as z from 'zod/mini'
import { PATH_FORMATS } from '../../core/render/format.ts'
import { bodyOf } from '../body.ts'
import type { Deps } from '../deps.ts'
import { chooseFormat, essence } from '../format.ts'
import { sendReport } from '../report-response.ts'
import { type App, addRoute, askerOf } from '../route.ts'
import { pathFormat, pathFrom, pathTo } from '../schemas/path.ts'
import { namespace, patch } from '../schemas/scope.ts'
import { onlyFields } from '../validation.ts'
import { SNAPSHOT_BODY } from './diagnose.ts'

const query = onlyFields({
  from: pathFrom,
  to: pathTo,
  namespace: z.optional(namespace),
  format: z.optional(pathFormat),
  patch: z.optional(patch),
})

/** The answer of a route that answers with a path, for its description. */
export const pathAnswer = {
  description: 'The path, hop by hop. A broken path is still a success: check its `state`.',
  content: Object.fromEntries(
    PATH_FORMATS.map(format => [
      essence(format),
      format === 'json' ? { schema: 'PathReport' } : { plain: { type: 'string' } },
    ]),
  ),
}

const pathRoute = {
  method: 'POST',
  path: '/v1/path',
  operationId: 'path',
  tag: 'Diagnosis',
  summary: 'Trace whether one end of the network can reach another',
  description:
    'Traces a connection in a snapshot: name, Service port, endpoints, target port, network policies of both ends, nodes. Returns the first broken hop, and a command to check any hop the snapshot does not cover. With `patch`, traces as if the patch had been applied (what if), and assumes that pods are as ready as without it.',
  query,
  body: SNAPSHOT_BODY,
  answer: pathAnswer,
  problems: [400, 406, 408, 413, 415, 422, 500, 503],
} as const

/** `POST /v1/path`. */
export function pathRoutes(app: App, deps: Deps): void {
  addRoute(app, pathRoute, async (c, { query }) => {
    const { from, to, namespace, format, patch: changes } = query
    const chosen = chooseFormat(format, c.req.header('accept'), PATH_FORMATS)
    const notes = c.get('notes')
    const scope = { ...(namespace && { namespace }) }
    const question = { scope, path: { from, to }, format: chosen, render: {}, ...(changes && { changes }) }
    const answer = await deps.diagnose(bodyOf(c.req.raw, deps.maxBodyBytes, notes), question, askerOf(c))
    return sendReport(answer, chosen, notes)
  })
}
