import type { Deps } from '../deps.ts'
import { ProblemError } from '../problem.ts'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Throws a `ProblemError` (403) if a page of another site sent the request: a name that such a page resolves to this
 * machine must not open a service that only this machine can reach.
 */
export function checkOrigin(request: Request, own: Pick<Deps, 'publicUrl' | 'origins'>): void {
  const origin = request.headers.get('origin')
  if (origin === null || isOwn(origin, own)) return
  throw new ProblemError(
    403,
    'foreign-origin',
    'The request comes from another site’s page.',
    'Call it from a program, or add the page’s origin to KUBEWHY_ORIGINS.',
    { where: 'header Origin' },
  )
}

function isOwn(origin: string, { publicUrl, origins = [] }: Pick<Deps, 'publicUrl' | 'origins'>): boolean {
  const url = URL.parse(origin)
  if (url === null) return false
  if (LOOPBACK.has(url.hostname) || origins.includes(origin)) return true
  return publicUrl !== undefined && url.origin === URL.parse(publicUrl)?.origin
}
