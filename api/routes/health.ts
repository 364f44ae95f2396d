import { type App, addRoute } from '../route.ts'

const healthRoute = {
  method: 'GET',
  path: '/healthz',
  operationId: 'health',
  tag: 'Service',
  summary: 'Check that the service is up',
  answer: { description: 'It is up.', content: { 'application/json': { schema: 'Health' } } },
  problems: [],
} as const

/** `GET /healthz`. */
export function healthRoutes(app: App): void {
  addRoute(app, healthRoute, c => c.json({ status: 'ok' }, 200, { 'cache-control': 'no-store' }))
}
