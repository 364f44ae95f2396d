import type { Deps } from '../deps.ts'
import { type App, askerOf } from '../route.ts'

/** `POST /mcp`, the Model Context Protocol over streamable HTTP. */
export function mcpRoutes(app: App, { mcp }: Deps): void {
  if (mcp !== undefined) app.post('/mcp', c => mcp(c.req.raw, c.get('notes'), askerOf(c)))
}
