import manifest from '../../package.json' with { type: 'json' }
import type { Deps } from '../deps.ts'
import type { HttpMcpDeps } from '../mcp/http.ts'

/** Takes what the service offers; returns what answers MCP requests. Its library is loaded by the first of them. */
export function lazyMcp(deps: Omit<HttpMcpDeps, 'version'>): NonNullable<Deps['mcp']> {
  let answering: Promise<NonNullable<Deps['mcp']>> | undefined
  return async (request, notes) => {
    answering ??= import('../mcp/http.ts').then(({ mcpOverHttp }) =>
      mcpOverHttp({ ...deps, version: manifest.version }),
    )
    return (await answering)(request, notes)
  }
}
