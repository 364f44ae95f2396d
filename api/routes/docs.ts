import type { Deps } from '../deps.ts'
import { docsPage } from '../docs/page.ts'
import { DOCS_CSS } from '../docs/style.ts'
import type { App } from '../route.ts'

const CACHED = { 'cache-control': 'public, max-age=300' }
const POLICY = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

/** `GET /docs`, the reference of the API, and its style. */
export function docsRoutes(app: App, { reference, publicUrl }: Deps): void {
  let last: { readonly service: string; readonly page: string } | undefined
  app.get('/docs', async c => {
    const service = publicUrl?.replace(/\/$/, '') ?? new URL(c.req.url).origin
    if (last?.service !== service) last = { service, page: await docsPage(await reference.openApi(), service) }
    return c.html(last.page, 200, { ...CACHED, 'content-security-policy': POLICY })
  })
  app.get('/docs.css', c => c.body(DOCS_CSS, 200, { ...CACHED, 'content-type': 'text/css; charset=utf-8' }))
}
