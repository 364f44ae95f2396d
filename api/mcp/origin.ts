import { ProblemError } from '../problem.ts'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Takes a request and where people reach the service; throws a `ProblemError` (403) where a page of another site sent it: a
 * name that such a page makes resolve to this machine must not open a service that only this machine can reach.
 */
export function checkOrigin(request: Request, publicUrl: string | undefined): void {
  const origin = request.headers.get('origin')
  if (origin === null || isOwn(origin, publicUrl)) return
  throw new ProblemError(
    403,
    'foreign-origin',
    'The request comes from a page of another site.',
    'Call it from a program, or set PUBLIC_URL to the address of the page.',
    { where: 'header Origin' },
  )
}

function isOwn(origin: string, publicUrl: string | undefined): boolean {
  const url = URL.parse(origin)
  if (url === null) return false
  return LOOPBACK.has(url.hostname) || (publicUrl !== undefined && url.origin === URL.parse(publicUrl)?.origin)
}
