import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import type { Deps } from '../deps.ts'
import { busy } from '../node/slots.ts'
import { liveDoor } from './live-door.ts'
import { MAX_MESSAGE_BYTES, messageOf } from './message.ts'
import { checkOrigin } from './origin.ts'
import { type McpDeps, mcpServer } from './server.ts'

/** Most bytes of all messages that are being received or answered. */
const MAX_HELD_BYTES = 8 * MAX_MESSAGE_BYTES

export interface HttpMcpDeps
  extends Omit<McpDeps, 'cluster' | 'openFile'>,
    Pick<Deps, 'maxBodyBytes' | 'publicUrl' | 'live'> {}

/**
 * Takes what the service offers; returns what answers one request of the streamable HTTP transport. No session is kept:
 * each message is answered by a server of its own, in the body of the response.
 */
export function mcpOverHttp(deps: HttpMcpDeps): NonNullable<Deps['mcp']> {
  const maxBytes = Math.min(deps.maxBodyBytes, MAX_MESSAGE_BYTES)
  let held = 0
  return async (request, notes) => {
    checkOrigin(request, deps.publicUrl)
    let own = 0
    try {
      const parsedBody = await messageOf(request, maxBytes, notes, bytes => {
        own += bytes
        held += bytes
        if (held > MAX_HELD_BYTES) throw busy()
      })
      const cluster = deps.live === undefined ? {} : { cluster: liveDoor(deps.live, request) }
      const server = mcpServer({ ...deps, ...cluster }, notes, request.signal)
      const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true })
      await server.connect(transport)
      const response = await transport.handleRequest(request, { parsedBody })
      await server.close()
      return response
    } finally {
      held -= own
    }
  }
}
