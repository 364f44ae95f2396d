import type { Deps } from '../deps.ts'
import type { App } from '../route.ts'

/** The policy that a page states about itself; a header adds who may frame it, which a page cannot say. */
const POLICY = /<meta http-equiv="Content-Security-Policy" content="([^"]+)"/

/** `GET /`: the page that diagnoses in the browser. */
export function pageRoutes(app: App, { page }: Deps): void {
  if (page === undefined) return
  app.get('/', async c => {
    const html = await page()
    const policy = POLICY.exec(html.slice(0, 2000))?.[1] ?? "default-src 'none'"
    return c.html(html, 200, {
      'cache-control': 'public, max-age=300',
      'content-security-policy': `${policy}; frame-ancestors 'none'`,
    })
  })
}
