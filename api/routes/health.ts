import { createRoute, z } from '@hono/zod-openapi'
import type { App } from '../app.ts'

const route = createRoute({
  method: 'get',
  path: '/healthz',
  operationId: 'health',
  tags: ['Service'],
  summary: 'Say that the service is up',
  responses: {
    200: {
      description: 'It is up.',
      content: { 'application/json': { schema: z.strictObject({ status: z.literal('ok') }).openapi('Health') } },
    },
  },
})

/** `GET /healthz`. */
export function healthRoutes(app: App): void {
  app.openapi(route, c => c.json({ status: 'ok' } as const, 200, { 'cache-control': 'no-store' }))
}
