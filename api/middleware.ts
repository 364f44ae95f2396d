import type { MiddlewareHandler } from 'hono'
import { etag } from 'hono/etag'
import { routePath } from 'hono/route'
import type { AppEnv, Deps, LogEntry, RequestNotes } from './deps.ts'
import { SECURITY_HEADERS } from './problem.ts'

/**
 * Sets the request's id, and security headers that the handler did not set itself: a page has its own policy. Not on
 * 304, whose headers would replace those of the browser's cached response (RFC 9111, section 4.3.4).
 */
export const answerHeaders: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next()
  const missing =
    c.res.status === 304 ? [] : Object.entries(SECURITY_HEADERS).filter(([name]) => !c.res.headers.has(name))
  for (const [name, value] of missing) c.res.headers.set(name, value)
  c.res.headers.set('x-request-id', c.get('requestId'))
}

const tag = etag({ weak: true })

/** Adds an ETag to public responses, so that browsers can revalidate them. */
export const etagOfPublic: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next()
  const isPublic = c.res.headers.get('cache-control')?.startsWith('public') === true
  return isPublic ? tag(c, async () => {}) : undefined
}

/** Middleware that writes one log entry per request, once its response is known. */
export function requestLog(log: Deps['log']): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const start = performance.now()
    const notes: RequestNotes = {}
    c.set('notes', notes)
    await next()
    const entry: LogEntry = {
      id: c.get('requestId'),
      method: c.req.method,
      path: template(routePath(c, -1)),
      status: c.res.status,
      ms: Math.round(performance.now() - start),
      bytes: notes.bytes ?? 0,
      ...(notes.verdict && { verdict: notes.verdict }),
      ...(notes.causes?.length && { causes: notes.causes }),
      ...(notes.live && { live: true }),
      ...(notes.problem && { problem: notes.problem }),
      ...(notes.error && { error: notes.error }),
    }
    log?.(entry)
  }
}

/** `/v1/causes/:id` in the form of the API's description. */
function template(route: string): string {
  return route.replace(/:([a-z]+)(?:\{[^{}]*\})?/g, '{$1}').replace(/^\/\*$/, '*')
}
