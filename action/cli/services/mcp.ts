import { createReadStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import type { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { diagnoseInProcess } from '../../../api/diagnosis.ts'
import { InputError } from '../../../core/read/error.ts'
import { UsageError } from '../exit-code.ts'
import { VERSION } from '../version.ts'
import { liveAdapter } from './mcp-live.ts'
import { wholeLines } from './whole-lines.ts'

const MIB = 1024 * 1024
const MAX_MESSAGE_BYTES = 32 * MIB
/** Limit on a snapshot in bytes, decompressed. */
const MAX_BYTES = 1024 * MIB

/**
 * Serves the Model Context Protocol on standard input and output, with the user's rights. Resolves when standard input
 * has ended; pending calls are still answered. Rejects with a `UsageError` if a message is too large.
 */
export async function runMcp(): Promise<void> {
  const { StdioServerTransport } = await import('@modelcontextprotocol/sdk/server/stdio.js')
  const server = await serverHere()
  server.onerror = error => process.stderr.write(`kubewhy mcp: ${error.message.split('\n', 1)[0]}\n`)
  // A client that has exited does not read responses.
  process.stdout.once('error', () => process.exit(1))
  const lines = process.stdin.pipe(wholeLines(MAX_MESSAGE_BYTES))
  await server.connect(new StdioServerTransport(lines, process.stdout, { maxBufferSize: MAX_MESSAGE_BYTES }))
  try {
    await finished(lines, { writable: false })
  } catch {
    process.stdin.destroy()
    throw new UsageError('A message is larger than 32 MiB.', 'Pass a larger snapshot as a file.')
  }
}

async function serverHere(): Promise<Server> {
  const { mcpServer } = await import('../../../api/mcp/server.ts')
  const diagnose = diagnoseInProcess({ maxBytes: MAX_BYTES })
  return mcpServer({ diagnose, openFile, cluster: liveAdapter, render: {}, version: VERSION }, {})
}

async function* openFile(path: string): AsyncIterable<Uint8Array> {
  try {
    yield* createReadStream(path, { highWaterMark: MIB })
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error
    const code = 'code' in error ? String(error.code) : 'unknown error'
    const hint = 'Name a file with the output of kubectl get … -o json, or an archive from kubewhy collect.'
    throw new InputError(422, 'no-such-file', `The file cannot be read (${code}).`, hint, 'arguments, file')
  }
}
