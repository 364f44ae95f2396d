import * as z from 'zod/mini'
import { MAX_KUBECONFIG_BYTES } from '../../core/connect/kubeconfig-error.ts'
import { bodyOf } from '../body.ts'
import { causesUrlFor } from '../causes-url.ts'
import type { Deps } from '../deps.ts'
import { chooseFormat } from '../format.ts'
import { gateOf, LIMITS } from '../live/gate.ts'
import { ProblemError } from '../problem.ts'
import { reportAnswer, sendReport } from '../report-response.ts'
import { type App, addRoute, askerOf } from '../route.ts'
import { format } from '../schemas/scope.ts'
import { onlyFields } from '../validation.ts'

/** A kubeconfig as a JSON string, with line ends and quotes escaped, and the other fields. */
const MAX_BYTES = 2 * MAX_KUBECONFIG_BYTES

const SMALLER = 'Send a kubeconfig with one context: kubectl config view --raw --flatten --minify.'

const clusterRoute = {
  method: 'POST',
  path: '/v1/clusters/diagnose',
  operationId: 'diagnoseCluster',
  tag: 'Diagnosis',
  summary: 'Find the root causes in a live cluster',
  description: `Reads the cluster with the kubeconfig in the request, for at most 15s, and returns the report; what could not be read is in \`unseen\`. Requires a bearer token of the service. Each caller is limited to ${LIMITS.atOnce} concurrent requests and ${LIMITS.perMinute} per minute.`,
  query: onlyFields({ format: z.optional(format) }),
  body: {
    description: 'The kubeconfig and the scope.',
    content: { 'application/json': { schema: 'ClusterRequest' } },
  },
  answer: reportAnswer,
  problems: [400, 401, 406, 408, 413, 415, 422, 429, 500, 501, 503],
  authenticated: true,
} as const

/** `POST /v1/clusters/diagnose`. */
export function clusterRoutes(app: App, deps: Deps): void {
  const { live } = deps
  const enter = live && gateOf(live)
  addRoute(app, clusterRoute, async (c, { query }) => {
    if (live === undefined || enter === undefined) throw liveIsOff()
    c.get('notes').live = true
    const leave = await enter(c.req.header('authorization'))
    try {
      const chosen = chooseFormat(query.format, c.req.header('accept'))
      const notes = c.get('notes')
      const how = { format: chosen, render: causesUrlFor(chosen, deps.publicUrl) }
      return sendReport(
        await live.diagnose(bodyOf(c.req.raw, MAX_BYTES, notes, SMALLER), how, askerOf(c)),
        chosen,
        notes,
      )
    } finally {
      leave()
    }
  })
}

function liveIsOff(): ProblemError {
  return new ProblemError(
    501,
    'live-is-off',
    'This service does not read live clusters: no access tokens are configured.',
    'Its operator can enable this with KUBEWHY_TOKENS, one or more long random tokens (openssl rand -hex 32); callers send one as Authorization: Bearer TOKEN. Otherwise, POST a snapshot to /v1/diagnose.',
  )
}
