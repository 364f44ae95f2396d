import * as z from 'zod/mini'
import type { App } from '../app.ts'
import { bodyOf } from '../body.ts'
import { causesUrlFor } from '../causes-url.ts'
import type { Deps } from '../deps.ts'
import { chooseFormat } from '../format.ts'
import { diagnoseLive } from '../live/diagnose-live.ts'
import { gateOf, LIMITS } from '../live/gate.ts'
import { ProblemError } from '../problem.ts'
import { reportAnswer, sendReport } from '../report-response.ts'
import { addRoute } from '../route.ts'
import { clusterRequest } from '../schemas/cluster-request.ts'
import { format } from '../schemas/scope.ts'
import { onlyFields, valid } from '../validation.ts'

/** A kubeconfig is small: it holds addresses, certificates and a token. */
const MAX_BYTES = 512 * 1024

const SMALLER = 'Send a kubeconfig with one context: kubectl config view --raw --flatten --minify.'

const clusterRoute = {
  method: 'POST',
  path: '/v1/clusters/diagnose',
  operationId: 'diagnoseCluster',
  tag: 'Diagnosis',
  summary: 'Name the root causes in a live cluster',
  description: `Reads the cluster with the kubeconfig that is sent, for at most 15 s, and answers with the report; what could not be read is in \`unseen\`. Needs a bearer token of the service. At most ${LIMITS.atOnce} requests of a caller at once and ${LIMITS.perMinute} in a minute.`,
  query: onlyFields({ format: z.optional(format) }),
  body: {
    description: 'The kubeconfig and what to look at.',
    content: { 'application/json': { schema: 'ClusterRequest' } },
  },
  answer: reportAnswer,
  problems: [400, 401, 406, 413, 415, 422, 429, 500, 501, 503],
  authenticated: true,
} as const

/** `POST /v1/clusters/diagnose`. */
export function clusterRoutes(app: App, deps: Deps): void {
  const { live } = deps
  const enter = live && gateOf(live)
  addRoute(app, clusterRoute, async (c, { query }) => {
    if (live === undefined || enter === undefined) throw liveIsOff()
    const leave = await enter(c.req.header('authorization'))
    try {
      const chosen = chooseFormat(query.format, c.req.header('accept'), deps.formats)
      const notes = c.get('notes')
      const sent = await new Response(bodyOf(c.req.raw, MAX_BYTES, notes, SMALLER)).text()
      const { kubeconfig, context, namespace, workload, allNamespaces } = valid(clusterRequest, 'body', jsonIn(sent))
      const question = {
        kubeconfig: typeof kubeconfig === 'string' ? kubeconfig : JSON.stringify(kubeconfig),
        context,
        scope: { ...(namespace && { namespace }), ...(workload && { workload }) },
        allNamespaces: allNamespaces === true,
        format: chosen,
        render: causesUrlFor(chosen, deps.publicUrl),
      }
      return sendReport(await diagnoseLive(live, question, c.req.raw.signal), chosen, notes)
    } finally {
      leave()
    }
  })
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    const hint = 'Send a JSON object: {"kubeconfig": "…", "namespace": "shop"}.'
    throw new ProblemError(400, 'not-json', 'The body is not valid JSON.', hint, { where: 'body' })
  }
}

function liveIsOff(): ProblemError {
  return new ProblemError(
    501,
    'live-is-off',
    'This service reads no live clusters: it has no callers to trust.',
    'Whoever runs it turns that on with KUBEWHY_TOKENS, one or more long random tokens (openssl rand -hex 32); callers send one as Authorization: Bearer TOKEN. Without that, POST a snapshot to /v1/diagnose.',
  )
}
