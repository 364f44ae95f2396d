import { compress } from 'hono/compress'
import { cors } from 'hono/cors'
import { requestId } from 'hono/request-id'
import type { Deps } from './deps.ts'
import { allow, fail, notFound } from './failure.ts'
import { answerHeaders, etagOfPublic, requestLog } from './middleware.ts'
import { App } from './route.ts'
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

/** Longest request id accepted from a caller, in characters. */
const MAX_ID = 64

/** What pages of other origins may send and read. */
const CORS = {
  allowMethods: ['GET', 'HEAD', 'POST'],
  allowHeaders: ['Accept', 'Authorization', 'Content-Encoding', 'Content-Type', 'Mcp-Protocol-Version', 'X-Request-Id'],
  exposeHeaders: ['Retry-After', 'X-Request-Id'],
  maxAge: 600,
}

/** The whole HTTP API, with what its runtime provides. */
export function createApp(deps: Deps): App {
  const app = new App()
  const { log, origins = [], compresses = false } = deps
  app.use(requestId({ limitLength: MAX_ID }), requestLog(log), answerHeaders)
  if (compresses) app.use(compress())
  if (origins.length > 0) app.use(cors({ ...CORS, origin: [...origins] }))
  app.use(allow(app))
  app.use(etagOfPublic)
  for (const add of ROUTES) add(app, deps)
  app.notFound(notFound)
  app.onError(fail)
  return app
}
