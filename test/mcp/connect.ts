import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import { PROGRAM } from '../support/program.ts'

/** The official client, connected over standard input and output to a server in a process of its own. */
export async function overStdio(env: Readonly<Record<string, string>> = {}): Promise<Client> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [PROGRAM, 'mcp'],
    env: {
      PATH: process.env['PATH'] ?? '',
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? '',
      ...env,
    },
  })
  return connected(transport)
}

/** The official client, connected to a service over streamable HTTP. */
export async function overHttp(url: string): Promise<Client> {
  // The library declares `sessionId` in a way that exactOptionalPropertyTypes refuses.
  return connected(new StreamableHTTPClientTransport(new URL('/mcp', url)) as Transport)
}

async function connected(transport: Transport): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' })
  await client.connect(transport)
  // Listing the tools is what makes the client hold every result to the tool's output schema.
  await client.listTools()
  return client
}

export async function call(client: Client, name: string, args: Record<string, unknown>): Promise<CallToolResult> {
  return (await client.callTool({ name, arguments: args })) as CallToolResult
}

export function textOf({ content }: CallToolResult): string {
  return content.map(each => (each.type === 'text' ? each.text : '')).join('')
}
