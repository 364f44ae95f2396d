import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import type { Deps, RequestNotes } from '../deps.ts'
import type { clusterRequest } from '../schemas/cluster-request.ts'
import { MAX_MESSAGE_BYTES, messageOf } from './message.ts'
import { checkOrigin } from './origin.ts'
import { type McpDeps, mcpServer } from './server.ts'
import type { ClusterAdapter } from './tools/diagnose-cluster.ts'

export interface HttpMcpDeps
  extends Omit<McpDeps, 'cluster' | 'openFile'>,
    Pick<Deps, 'maxBodyBytes' | 'publicUrl' | 'origins'> {}

/**
 * Answers one request of the streamable HTTP transport, with the live adapter open to its caller. Keeps no session:
 * each message is answered by its own server, in the body of the response.
 */
export function mcpOverHttp(deps: HttpMcpDeps) {
  const maxBytes = Math.min(deps.maxBodyBytes, MAX_MESSAGE_BYTES)
  return async (
    request: Request,
    notes: RequestNotes,
    cluster?: ClusterAdapter<typeof clusterRequest>,
  ): Promise<Response> => {
    checkOrigin(request, deps)
    const parsedBody = await messageOf(request, maxBytes, notes)
    const server = mcpServer({ ...deps, ...(cluster && { cluster }) }, notes, request.signal)
    const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true })
    await server.connect(transport)
    const response = await transport.handleRequest(request, { parsedBody })
    await server.close()
    return response
  }
}
