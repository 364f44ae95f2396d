import { createReadStream } from 'node:fs'
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { diagnoseHere } from '../../api/diagnosis.ts'
import { InputError } from '../../core/read/error.ts'
import { liveDoor } from './mcp-live.ts'
import { VERSION } from './version.ts'

/** Most bytes of one message: the library joins what has arrived with every part that comes. */
const MAX_MESSAGE_BYTES = 32 * 1024 * 1024
/** Most bytes of a file after decompression. */
const MAX_BYTES = 1024 * 1024 * 1024

/**
 * Serves the Model Context Protocol on standard input and output, with the rights of whoever runs it. Resolves when standard
 * input has ended; calls under way are still answered.
 */
export async function runMcp(): Promise<void> {
  const { StdioServerTransport } = await import('@modelcontextprotocol/sdk/server/stdio.js')
  const server = await serverHere()
  const ended = new Promise<void>(resolve => {
    process.stdin.once('end', resolve)
    server.server.onclose = resolve
  })
  server.server.onerror = error => process.stderr.write(`kubewhy mcp: ${error.message.split('\n', 1)[0]}\n`)
  // A client that has gone reads no answer.
  process.stdout.once('error', () => process.exit(1))
  await server.connect(new StdioServerTransport(process.stdin, process.stdout, { maxBufferSize: MAX_MESSAGE_BYTES }))
  await ended
}

async function serverHere(): Promise<McpServer> {
  const { mcpServer } = await import('../../api/mcp/server.ts')
  const diagnose = diagnoseHere({ maxBytes: MAX_BYTES })
  return mcpServer({ diagnose, openFile, cluster: liveDoor, render: {}, version: VERSION }, {})
}

async function* openFile(path: string): AsyncIterable<Uint8Array> {
  try {
    yield* createReadStream(path, { highWaterMark: 1 << 20 })
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error
    const code = 'code' in error ? String(error.code) : 'unknown error'
    const hint = 'Name a file: what kubectl get … -o json printed, or an archive of kubewhy collect.'
    throw new InputError(422, 'no-such-file', `The file cannot be read (${code}).`, hint, 'arguments, file')
  }
}
