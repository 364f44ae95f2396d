import { credentialNotice } from '../../core/collect/credential-notice.ts'
import { type Collected, collect } from '../../core/collect/index.ts'
import type { Scope } from '../../core/index.ts'
import { askedScope } from '../../core/read/asked-scope.ts'
import { readKubeconfig } from '../cluster/kubeconfig.ts'
import { KubeconfigError } from '../cluster/kubeconfig-error.ts'
import { systemClock } from '../cluster/system-clock.ts'
import { type Answer, answer, type Question } from '../diagnosis.ts'
import { ProblemError } from '../problem.ts'
import { DEADLINE_MS, type Live } from './live.ts'

/** Which cluster is meant and what of it. */
export interface LiveQuestion extends Omit<Question, 'scope'> {
  /** YAML or JSON. */
  readonly kubeconfig: string
  readonly context?: string | undefined
  readonly scope: Scope
  readonly allNamespaces: boolean
}

/**
 * Reads a live cluster and answers a question about it. Rejects with a `ProblemError` for a kubeconfig that is refused. A
 * cluster that cannot be reached is an answer: the report names that cause.
 */
export async function diagnoseLive(live: Live, question: LiveQuestion, signal: AbortSignal): Promise<Answer> {
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
      const snapshot = await collect(connection.get, wanted, { clock: systemClock, deadlineMs: DEADLINE_MS })
      signal.throwIfAborted()
      const notice = credentialNotice(snapshot, wanted)
      const noted = notice === undefined ? snapshot : { ...snapshot, notes: [notice] }
      const { cluster: _, ...asked } = { cluster: true, ...wanted }
      return answer(noted, { ...question, scope: sees(snapshot, asked) ? askedScope(snapshot, asked) : asked })
    } finally {
      signal.removeEventListener('abort', close)
      close()
    }
  } catch (error) {
    throw error instanceof KubeconfigError ? refusal(error) : error
  }
}

/** True where a workload that is not in the snapshot does not exist: its kind was listed. */
function sees({ controlPlane, lists = [] }: Collected, { namespace, workload }: Scope): boolean {
  if (workload === undefined || controlPlane?.failure !== undefined) return false
  const list = lists.find(each => each.kind === workload.kind)
  return (
    list !== undefined &&
    (list.namespaces === undefined || namespace === undefined || list.namespaces.includes(namespace))
  )
}

function refusal({ code, message }: KubeconfigError): ProblemError {
  const status = code === 'not-readable' ? 400 : code === 'too-large' ? 413 : 422
  const hint =
    'Send a kubeconfig with a short-lived token of a role that can only read: `kubewhy rbac` prints the role and how to make it.'
  return new ProblemError(status, `kubeconfig-${code}`, message, hint, { where: 'body, kubeconfig' })
}
