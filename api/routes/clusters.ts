import * as z from 'zod/mini'
import { MAX_KUBECONFIG_BYTES } from '../../core/connect/kubeconfig-error.ts'
import { PATH_FORMATS } from '../../core/render/format.ts'
import { bodyOf } from '../body.ts'
import { causesUrlFor } from '../causes-url.ts'
import type { Deps } from '../deps.ts'
import { chooseFormat } from '../format.ts'
import { gateOf, LIMITS } from '../live/gate.ts'
import type { HowToAnswer } from '../live/live.ts'
import { ProblemError } from '../problem.ts'
import { reportAnswer, sendReport } from '../report-response.ts'
import { type App, addRoute, askerOf } from '../route.ts'
import { pathFormat, pathFrom, pathTo } from '../schemas/path.ts'
import { format, patch } from '../schemas/scope.ts'
import { onlyFields } from '../validation.ts'
import { pathAnswer } from './path.ts'

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

const clusterPathRoute = {
  method: 'POST',
  path: '/v1/clusters/path',
  operationId: 'clusterPath',
  tag: 'Diagnosis',
  summary: 'Trace whether one end of the network can reach another in a live cluster',
  description: `As \`POST /v1/path\`, in the cluster of the kubeconfig in the request: reads the namespace, and what the path needs of other namespaces as far as the credentials allow. Requires a bearer token of the service; its requests count as those of \`POST /v1/clusters/diagnose\`.`,
  query: onlyFields({ from: pathFrom, to: pathTo, format: z.optional(pathFormat), patch: z.optional(patch) }),
  body: {
    description: 'The kubeconfig and the namespace.',
    content: { 'application/json': { schema: 'ClusterPathRequest' } },
  },
  answer: pathAnswer,
  problems: clusterRoute.problems,
  authenticated: true,
} as const

/** `POST /v1/clusters/diagnose` and `POST /v1/clusters/path`. */
export function clusterRoutes(app: App, deps: Deps): void {
  addRoute(app, clusterRoute, (c, { query }) => {
    const chosen = chooseFormat(query.format, c.req.header('accept'))
    return answerLive(c, deps, { format: chosen, render: causesUrlFor(chosen, deps.publicUrl) })
  })
  addRoute(app, clusterPathRoute, (c, { query: { from, to, format: asked, patch: changes } }) => {
    const chosen = chooseFormat(asked, c.req.header('accept'), PATH_FORMATS)
    return answerLive(c, deps, { format: chosen, render: {}, path: { from, to }, ...(changes && { changes }) })
  })
}

/** Answers a request whose body names a cluster. */
async function answerLive(c: Parameters<typeof askerOf>[0], { live }: Deps, how: HowToAnswer): Promise<Response> {
  if (live === undefined) throw liveIsOff()
  const notes = c.get('notes')
  notes.live = true
  const leave = await gateOf(live)(c.req.header('authorization'))
  try {
    const answer = await live.diagnose(bodyOf(c.req.raw, MAX_BYTES, notes, SMALLER), how, askerOf(c))
    return sendReport(answer, how.format, notes)
  } finally {
    leave()
  }
}

function liveIsOff(): ProblemError {
  return new ProblemError(
    501,
    'live-is-off',
    'This service does not read live clusters: no access tokens are configured.',
    'Its operator can enable this with KUBEWHY_TOKENS, one or more long random tokens (openssl rand -hex 32); callers send one as Authorization: Bearer TOKEN. Otherwise, POST a snapshot to /v1/diagnose.',
  )
}
