import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { PROGRAM } from '../support/program.ts'

export const ROOT = join(import.meta.dirname, '../..')

/** The service in a process of its own. */
export interface RunningService {
  readonly url: string
  readonly metricsUrl?: string
  readonly process: ChildProcess
  /** Every line on standard output so far, after the one that says where it listens. */
  readonly lines: readonly string[]
  /** Everything on standard error so far. */
  readonly errors: () => string
  /** Resolves with the first log entry that `fits`, also a later one. */
  entry(fits: (entry: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>
  /** Ends it with SIGTERM; resolves with its exit code. */
  stop(): Promise<number | null>
}

/** What `npm start` runs. */
export const FROM_SOURCES = ['api/node.ts']

/** Starts the service on a free port, by a command before its own where one is given. */
export async function startService(
  env: Readonly<Record<string, string>> = {},
  before: readonly string[] = [],
  program: readonly string[] = [PROGRAM, 'serve'],
): Promise<RunningService> {
  const [command = '', ...args] = [...before, process.execPath, ...program]
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { PATH: process.env['PATH'] ?? '', NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'], PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  let stderr = ''
  child.stderr.on('data', chunk => {
    stderr += String(chunk)
  })
  const output = createInterface({ input: child.stdout })
  const [first] = (await Promise.race([
    once(output, 'line'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the service ended with ${code}: ${stderr}`))),
  ])) as [string]
  output.on('line', line => lines.push(line))
  const { url, metrics } = JSON.parse(first) as { url: string; metrics?: string }
  const parsed = () => lines.map(line => JSON.parse(line) as Record<string, unknown>)
  return {
    url,
    ...(metrics !== undefined && { metricsUrl: metrics }),
    process: child,
    lines,
    errors: () => stderr,
    async entry(fits) {
      for (;;) {
        const found = parsed().find(fits)
        if (found) return found
        await once(output, 'line')
      }
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
      child.kill('SIGTERM')
      const [code] = (await once(child, 'exit')) as [number | null]
      return code
    },
  }
}
