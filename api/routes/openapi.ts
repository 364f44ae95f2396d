import type { Deps } from '../deps.ts'
import type { App } from '../route.ts'

/** `GET /openapi.json`. */
export function openApiRoutes(app: App, { reference }: Deps): void {
  app.get('/openapi.json', async c =>
    c.body(`${JSON.stringify(await reference.openApi(), null, 2)}\n`, 200, {
      'content-type': 'application/json',
      'cache-control': 'public, max-age=300',
    }),
  )
}
