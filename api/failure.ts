import type { Context, ErrorHandler, MiddlewareHandler, NotFoundHandler } from 'hono'
import { methodNotAllowed } from 'hono/method-not-allowed'
import type { AppEnv, RequestNotes } from './deps.ts'
import { isForCaller, ProblemError, problemResponse } from './problem.ts'
import type { App } from './route.ts'

/** Middleware that responds to OPTIONS, and to methods that a path does not have, with the allowed ones. */
export function allow(app: App): MiddlewareHandler<AppEnv> {
  return methodNotAllowed({
    app,
    onMethodNotAllowed: (c, methods) => {
      const allowed = [...methods, 'OPTIONS'].join(', ')
      if (c.req.method === 'OPTIONS') return new Response(null, { status: 204, headers: { allow: allowed } })
      return problem(
        c,
        new ProblemError(405, 'method', 'Method not allowed.', `Use one of ${allowed}.`, {
          where: 'method',
          headers: { allow: allowed },
        }),
      )
    },
  })
}

export const notFound: NotFoundHandler<AppEnv> = c =>
  problem(
    c,
    new ProblemError(404, 'no-such-path', 'This path does not exist.', 'See /docs for the paths.', {
      where: 'path',
    }),
  )

/** The response to anything thrown. */
export const fail: ErrorHandler<AppEnv> = (error, c) => {
  if (!c.req.raw.signal.aborted) return problem(c, error)
  c.get('notes').problem = 'client-gone'
  return new Response(null, { status: 499 })
}

/** Notes the code of what was thrown or, for an unexpected error, its name and location, never its message. */
export function noteFailure(error: unknown, notes: RequestNotes): void {
  if (isForCaller(error)) notes.problem = error.code
  else {
    notes.problem = 'internal'
    notes.error = error instanceof Error ? `${error.name} ${placeOf(error)}`.trim() : 'not an error'
  }
}

function problem(c: Context<AppEnv>, error: Error): Response {
  noteFailure(error, c.get('notes'))
  return problemResponse(error)
}

/** The innermost frame of the stack: `readLog (core/logs/read-log.ts:10:5)`. */
function placeOf(error: Error): string {
  const frame = /^ {4}at (.{1,300})$/m.exec(error.stack ?? '')?.[1] ?? ''
  return frame.replace(/(?:file:\/\/)?\/(?:[^/\s():]{1,100}\/){0,30}(core|api|node_modules)\//, '$1/')
}
