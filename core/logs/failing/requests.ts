import { isHealthCheck, requestIn } from '../requests.ts'
import type { Saying } from '../saying.ts'
import type { Entry } from './entries.ts'
import type { Failure } from './failure.ts'

/** An ingress controller's line about a request to one of many servers behind it. */
const ROUTED =
  / \[[a-z0-9-]{1,200}-[a-z0-9-]{1,63}\] \[[^\]]{0,60}\] |"[\w-]{1,200}@(?:kubernetes\w*|docker|file|internal)"/

/** A request that this app answers with a status that blames itself. */
export function requestFailure({ said, head }: Entry): Failure | undefined {
  if (!/[ "'|:=(]50[0234]\b/.test(said.text) || said.own === 'passed-on' || said.own === 'reported') return undefined
  const request = requestIn(said.text)
  if (request === undefined || request.status < 500 || isHealthCheck(request, said.text)) return undefined
  if (ROUTED.test(said.text)) return undefined
  return {
    cause: 'application-error',
    form: 'requests',
    signature: 'requests-fail',
    facts: {},
    strength: 'weak',
    piece: head,
  }
}

/** True for a health check that was answered. */
export function isAnsweredCheck({ own, text }: Saying): boolean {
  const request = own === 'access' ? requestIn(text) : undefined
  return request !== undefined && isHealthCheck(request, text)
}
