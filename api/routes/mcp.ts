import type { App } from '../app.ts'
import type { Deps } from '../deps.ts'
import { ProblemError } from '../problem.ts'
import { askerOf } from '../route.ts'

/** `POST /mcp`, the Model Context Protocol over streamable HTTP. */
export function mcpRoutes(app: App, { mcp }: Deps): void {
  app.post('/mcp', c => {
    if (mcp !== undefined) return mcp(c.req.raw, c.get('notes'), askerOf(c))
    throw new ProblemError(
      501,
      'no-mcp',
      'The Model Context Protocol is not served at the edge.',
      'Run the Node service (kubewhy serve) and use its /mcp, or run kubewhy mcp where the agent runs.',
      { where: 'path' },
    )
  })
}
