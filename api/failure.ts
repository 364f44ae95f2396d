import type { Context, ErrorHandler, MiddlewareHandler, NotFoundHandler } from 'hono'
import { methodNotAllowed } from 'hono/method-not-allowed'
import type { App } from './app.ts'
import type { AppEnv } from './deps.ts'
import { codeOf, ProblemError, problemResponse } from './problem.ts'

/** Takes the app; returns the middleware that answers a method that a path does not have, and OPTIONS, with what it has. */
export function allow(app: App): MiddlewareHandler<AppEnv> {
  return methodNotAllowed({
    app,
    onMethodNotAllowed: (c, methods) => {
      const allowed = [...methods, 'OPTIONS'].join(', ')
      if (c.req.method === 'OPTIONS') return new Response(null, { status: 204, headers: { allow: allowed } })
      return problem(
        c,
        new ProblemError(405, 'method', 'This path is not for that method.', `Use one of ${allowed}.`, {
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
    new ProblemError(404, 'no-such-path', 'This path does not exist.', 'See /docs for those that do.', {
      where: 'path',
    }),
  )

/** The answer to anything thrown. What was not expected is noted by its name and place, never by its message. */
export const fail: ErrorHandler<AppEnv> = (error, c) => {
  if (codeOf(error) === undefined) c.get('notes').error = `${error.name} ${placeOf(error)}`.trim()
  return problem(c, error)
}

function problem(c: Context<AppEnv>, error: Error): Response {
  c.get('notes').problem = codeOf(error) ?? 'internal'
  return problemResponse(error)
}

/** The innermost frame of the stack: `readLog (core/logs/read-log.ts:10:5)`. */
function placeOf(error: Error): string {
  const frame = /^ {4}at (.{1,300})$/m.exec(error.stack ?? '')?.[1] ?? ''
  return frame.replace(/(?:file:\/\/)?\/(?:[^/\s():]{1,100}\/){0,30}(core|api|node_modules)\//, '$1/')
}
