import type { Deps } from '../deps.ts'
import { PAGE_NAMES } from '../page/names.ts'
import type { App } from '../route.ts'

/** The policy in a page's own markup; a header adds who may frame it, which a page cannot state. */
const POLICY = /<meta http-equiv="Content-Security-Policy" content="([^"]+)"/

/** `GET /`: the page that diagnoses in the browser, what it loads, and the page as one file to download. */
export function pageRoutes(app: App, { page, live }: Deps): void {
  if (page === undefined) return
  app.get('/', async c => {
    const html = await page('service')
    const policy = POLICY.exec(html.slice(0, 2000))?.[1] ?? "default-src 'none'"
    // The page shows the form for a live cluster only if the service would read one.
    return c.html(live === undefined ? html : html.replace('<body ', '<body data-live '), 200, {
      'cache-control': 'public, max-age=300',
      'content-security-policy': `${policy}; frame-ancestors 'none'`,
    })
  })
  for (const [kind, type] of [
    ['worker', 'text/javascript'],
    ['examples', 'application/json'],
    ['offline', 'text/html'],
  ] as const)
    app.get(`/${PAGE_NAMES[kind]}`, async c =>
      c.body(await page(kind), 200, {
        'cache-control': 'public, max-age=300',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'content-type': `${type}; charset=utf-8`,
        ...(kind === 'offline' && { 'content-disposition': 'attachment; filename="kubewhy.html"' }),
      }),
    )
}
