import { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnv, Deps } from './deps.ts'
import { allow, fail, notFound } from './failure.ts'
import { requestLog, securityHeaders } from './middleware.ts'
import { diagnoseRoutes } from './routes/diagnose.ts'
import { healthRoutes } from './routes/health.ts'
import { refuse } from './validation.ts'

export type App = OpenAPIHono<AppEnv>

/** Each adds one group of routes. */
const ROUTES: readonly ((app: App, deps: Deps) => void)[] = [healthRoutes, diagnoseRoutes]

/** Takes what the place where it runs offers; returns the whole HTTP API. */
export function createApp(deps: Deps): App {
  const app: App = new OpenAPIHono<AppEnv>({
    defaultHook: result => {
      if (!result.success) refuse(result.error, result.target)
    },
  })
  app.use(requestLog(deps.log), securityHeaders, allow(app))
  for (const add of ROUTES) add(app, deps)
  app.notFound(notFound)
  app.onError(fail)
  return app
}
