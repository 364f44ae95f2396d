import type { Deps } from '../deps.ts'
import { gateOf } from '../live/gate.ts'
import type { InProcessLive } from '../live/in-process.ts'
import type { HttpMcpDeps } from './http.ts'

/** Answers MCP requests in the service's own process. The library is loaded by the first one. */
export function inProcessMcp({
  live,
  ...deps
}: HttpMcpDeps & { readonly live?: InProcessLive }): NonNullable<Deps['mcp']> {
  return async (request, notes) => {
    const [{ mcpOverHttp }, { liveAdapter }] = await Promise.all([import('./http.ts'), import('./live-adapter.ts')])
    const authorization = request.headers.get('authorization') ?? undefined
    const adapter = live && liveAdapter(live.connector, () => gateOf(live)(authorization))
    return mcpOverHttp(deps)(request, notes, adapter)
  }
}
