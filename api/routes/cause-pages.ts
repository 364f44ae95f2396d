import { causePage } from '../cause-pages/cause.ts'
import { listPage } from '../cause-pages/list.ts'
import { missingPage } from '../cause-pages/missing.ts'
import { CAUSES_CSS } from '../cause-pages/style.ts'
import type { Deps } from '../deps.ts'
import type { App } from '../route.ts'

const CACHED = { 'cache-control': 'public, max-age=300' }
const POLICY = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
}

/** `GET /causes` and `GET /causes/{id}`, the catalogue for people, and their style. */
export function causePageRoutes(app: App, { reference }: Deps): void {
  app.get('/causes', async c => {
    const page = await listPage(await reference.catalogue(), c.req.query('q') ?? '')
    return c.html(page, 200, { ...CACHED, ...POLICY })
  })
  app.get('/causes.css', c => c.body(CAUSES_CSS, 200, { ...CACHED, 'content-type': 'text/css; charset=utf-8' }))
  app.get('/causes/:id', async c => {
    const id = c.req.param('id')
    const catalogue = await reference.catalogue()
    const cause = catalogue.find(each => each.id === id)
    if (cause !== undefined) return c.html(await causePage(cause, catalogue), 200, { ...CACHED, ...POLICY })
    c.get('notes').problem = 'no-such-cause'
    return c.html(await missingPage(id, catalogue), 404, { 'cache-control': 'no-store', ...POLICY })
  })
}
