import { Hono } from 'hono/tiny'
import type { AppEnv, Deps } from './deps.ts'
import { allow, fail, notFound } from './failure.ts'
import { requestLog, securityHeaders } from './middleware.ts'
import type { Route } from './route.ts'
import { causePageRoutes } from './routes/cause-pages.ts'
import { causesRoutes } from './routes/causes.ts'
import { clusterRoutes } from './routes/clusters.ts'
import { diagnoseRoutes } from './routes/diagnose.ts'
import { docsRoutes } from './routes/docs.ts'
import { healthRoutes } from './routes/health.ts'
import { mcpRoutes } from './routes/mcp.ts'
import { openApiRoutes } from './routes/openapi.ts'
import { pageRoutes } from './routes/page.ts'
import { pathRoutes } from './routes/path.ts'

/** A Hono app that knows the operations which its description lists; for so few routes the smallest router will do. */
export class App extends Hono<AppEnv> {
  readonly described: Route[] = []
}

/** Each adds one group of routes. */
const ROUTES: readonly ((app: App, deps: Deps) => void)[] = [
  pageRoutes,
  diagnoseRoutes,
  pathRoutes,
  clusterRoutes,
  causesRoutes,
  causePageRoutes,
  mcpRoutes,
  healthRoutes,
  openApiRoutes,
  docsRoutes,
]

/** Takes what the place where it runs offers; returns the whole HTTP API. */
export function createApp(deps: Deps): App {
  const app = new App()
  app.use(requestLog(deps.log), securityHeaders, allow(app))
  for (const add of ROUTES) add(app, deps)
  app.notFound(notFound)
  app.onError(fail)
  return app
}
