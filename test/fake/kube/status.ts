import type { Identity } from './authorize.ts'
import type { RequestInfo } from './request-info.ts'

/** A refusal in the shape of the recorded ones (`test/fixtures/api-server/*-forbidden.http`, `pod-not-found.http`). */
export interface Refusal {
  readonly code: number
  readonly status: Readonly<Record<string, unknown>>
}

/** A `Status` with its code. */
export function refusal(code: number, reason: string, message: string, details?: unknown): Refusal {
  return {
    code,
    status: {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      reason,
      ...(details ? { details } : {}),
      code,
    },
  }
}

/** 403, worded as the RBAC authorizer words it. */
export function forbidden({ name: user }: Identity, { verb, path, resource: asked }: RequestInfo): Refusal {
  if (!asked) return refusal(403, 'Forbidden', `forbidden: User "${user}" cannot ${verb} path "${path}"`, {})
  const { group, resource, subresource, namespace, name } = asked
  const kind = group === '' ? resource : `${resource}.${group}`
  const full = subresource === undefined ? resource : `${resource}/${subresource}`
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`
  return refusal(
    403,
    'Forbidden',
    `${kind}${name === undefined ? '' : ` "${name}"`} is forbidden: User "${user}" cannot ${verb} resource "${full}" in API group "${group}" ${where}`,
    { ...(name === undefined ? {} : { name }), ...(group === '' ? {} : { group }), kind: resource },
  )
}

/** 404 of one object. */
export function notFound(group: string, resource: string, name: string): Refusal {
  const kind = group === '' ? resource : `${resource}.${group}`
  return refusal(404, 'NotFound', `${kind} "${name}" not found`, {
    name,
    ...(group === '' ? {} : { group }),
    kind: resource,
  })
}

/** 500 of a log whose kubelet does not listen, worded as in kubernetes/website#7059 and apecloud/ApeRAG#407. */
export function kubeletRefused(path: string): Refusal {
  const address = '10.128.0.43:10250'
  const dialled = `dial tcp ${address}: connect: connection refused`
  return refusal(500, 'InternalError', `Get "https://${address}/containerLogs${path}": ${dialled}`)
}

/** 410 of a `continue` token: `continueExpired` in `apiserver/pkg/storage/etcd3/errors.go`. */
export function continueExpired(): Refusal {
  const message =
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.'
  return refusal(410, 'Expired', message)
}

/** 429 as API Priority and Fairness sends it: plain text (`filters/priority-and-fairness.go`). */
export const TOO_MANY_REQUESTS = 'Too many requests, please try again later.'
