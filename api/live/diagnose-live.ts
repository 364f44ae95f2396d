import type * as z from 'zod/mini'
import { credentialNotice } from '../../core/collect/credential-notice.ts'
import { type Collected, collect } from '../../core/collect/index.ts'
import { readKubeconfig } from '../../core/connect/kubeconfig.ts'
import { KubeconfigError } from '../../core/connect/kubeconfig-error.ts'
import { systemClock } from '../../core/connect/system-clock.ts'
import type { Scope } from '../../core/index.ts'
import { lacksOfDiagnosis } from '../../core/lacking.ts'
import { lacksOf } from '../../core/path.ts'
import { askedScope } from '../../core/read/asked-scope.ts'
import { type Answer, answer } from '../diagnosis.ts'
import { ProblemError } from '../problem.ts'
import { clusterPathRequest, clusterRequest } from '../schemas/cluster-request.ts'
import { valid } from '../validation.ts'
import { type Connector, DEADLINE_MS, type HowToAnswer } from './live.ts'

/** The cluster and the question about it. */
export interface LiveQuestion extends HowToAnswer {
  /** YAML or JSON. */
  readonly kubeconfig: string
  readonly context?: string | undefined
  readonly scope: Scope
  readonly allNamespaces: boolean
}

/**
 * Answers the body of `POST /v1/clusters/diagnose`, or with a path in `how` that of `POST /v1/clusters/path`. Rejects with a
 * `ProblemError` for a body that does not match its schema, and like `diagnoseLive`.
 */
export async function answerClusterRequest(
  connector: Connector,
  sent: BodyInit,
  how: HowToAnswer,
  signal: AbortSignal,
): Promise<Answer> {
  const text = await new Response(sent).text()
  const body = jsonIn(text)
  const request: LiveRequest =
    how.path === undefined ? valid(clusterRequest, 'body', body) : valid(clusterPathRequest, 'body', body)
  return diagnoseLive(connector, liveQuestion(request, how), signal)
}

type LiveRequest = z.output<typeof clusterPathRequest> &
  Partial<Pick<z.output<typeof clusterRequest>, 'workload' | 'allNamespaces'>>

/** The question of a valid request. */
export function liveQuestion(
  { kubeconfig, context, namespace, workload, allNamespaces }: LiveRequest,
  how: HowToAnswer,
): LiveQuestion {
  return {
    ...how,
    kubeconfig: typeof kubeconfig === 'string' ? kubeconfig : JSON.stringify(kubeconfig),
    context,
    scope: { ...(namespace && { namespace }), ...(workload && { workload }) },
    allNamespaces: allNamespaces === true,
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    const hint = 'Send a JSON object: {"kubeconfig": "…", "namespace": "shop"}.'
    throw new ProblemError(400, 'not-json', 'The body is not valid JSON.', hint, { where: 'body' })
  }
}

/**
 * Reads a live cluster and answers a question about it. Rejects with a `ProblemError` for a refused kubeconfig. A
 * cluster that cannot be reached is an answer: the report names that cause.
 */
export async function diagnoseLive(live: Connector, question: LiveQuestion, signal: AbortSignal): Promise<Answer> {
  const { kubeconfig, context, scope, allNamespaces } = question
  const options = { allowInsecure: live.allowInsecure, ...(context !== undefined && { context }) }
  try {
    const access = readKubeconfig(kubeconfig, options)
    const namespace = allNamespaces ? undefined : (scope.namespace ?? access.namespace ?? 'default')
    const wanted = { ...scope, ...(namespace === undefined ? { cluster: true } : { namespace }) }
    const connection = await live.connect(access)
    const close = () => connection.close()
    signal.addEventListener('abort', close, { once: true })
    try {
      const { path } = question
      const snapshot = await collect(connection.get, wanted, {
        clock: systemClock,
        deadlineMs: DEADLINE_MS,
        lacks: read => (path ? lacksOf(read, { ...path, namespace }) : lacksOfDiagnosis(read, wanted)),
      })
      signal.throwIfAborted()
      const failure = snapshot.controlPlane?.failure
      if (path !== undefined && failure !== undefined) throw unreadable(failure.message)
      const notice = credentialNotice(snapshot, wanted)
      const noted = notice === undefined ? snapshot : { ...snapshot, notes: [notice] }
      const { cluster: _, ...asked } = { cluster: true, ...wanted }
      if (path !== undefined) return answer(noted, { ...question, scope: asked })
      return answer(noted, { ...question, scope: sees(snapshot, asked) ? askedScope(snapshot, asked) : asked })
    } finally {
      signal.removeEventListener('abort', close)
      close()
    }
  } catch (error) {
    throw error instanceof KubeconfigError ? refusal(error) : error
  }
}

/** True if a workload that is not in the snapshot does not exist: its kind was listed. */
function sees({ controlPlane, lists = [] }: Collected, { namespace, workload }: Scope): boolean {
  if (workload === undefined || controlPlane?.failure !== undefined) return false
  const list = lists.find(each => each.kind === workload.kind)
  return (
    list !== undefined &&
    (list.namespaces === undefined || namespace === undefined || list.namespaces.includes(namespace))
  )
}

/** A path has no place for a cluster that cannot be reached, which a diagnosis names. */
function unreadable(message: string): ProblemError {
  return new ProblemError(
    422,
    'cluster-not-readable',
    `The cluster could not be read: ${message}.`,
    'Check the server address and the credentials of the kubeconfig.',
    { where: 'body, kubeconfig' },
  )
}

function refusal({ code, message }: KubeconfigError): ProblemError {
  const status = code === 'not-readable' ? 400 : code === 'too-large' ? 413 : 422
  const hint =
    'Send a kubeconfig with a short-lived token and a read-only role: `kubewhy rbac` prints the role and the commands.'
  return new ProblemError(status, `kubeconfig-${code}`, message, hint, { where: 'body, kubeconfig' })
}
