import { configFrom } from './config.ts'
import { startServer } from './server.ts'

/** Longest that requests under way may take when the service is told to stop, milliseconds. */
const DRAIN_MS = 65_000

/**
 * Runs the service until SIGTERM or SIGINT: one line of JSON per request on standard output. Sets the exit code: 0 when all
 * requests were answered, 1 when some were not, 2 when it could not start.
 */
export async function serve(env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const write = (entry: object) => process.stdout.write(`${JSON.stringify(entry)}\n`)
  // Whoever reads the log may go away; the service goes on without.
  process.stdout.on('error', () => {})
  try {
    const server = await startServer(configFrom(env), write)
    const stop = async (signal: string) => {
      write({ event: 'stopping', signal })
      process.exitCode = (await server.stop(DRAIN_MS)) ? 0 : 1
    }
    process.once('SIGTERM', stop)
    process.once('SIGINT', stop)
    write({ event: 'listening', url: server.url, ...(server.metricsUrl && { metrics: server.metricsUrl }) })
  } catch (error) {
    process.stderr.write(`kubewhy cannot serve: ${error instanceof Error ? error.message : 'unknown reason'}\n`)
    process.exitCode = 2
  }
}
