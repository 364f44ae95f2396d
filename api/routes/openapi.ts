import type { App } from '../app.ts'
import { OPENAPI } from '../description/openapi.generated.ts'

/** `GET /openapi.json`. */
export function openApiRoutes(app: App): void {
  app.get('/openapi.json', c =>
    c.body(`${JSON.stringify(OPENAPI, null, 2)}\n`, 200, {
      'content-type': 'application/json',
      'cache-control': 'public, max-age=300',
    }),
  )
}
