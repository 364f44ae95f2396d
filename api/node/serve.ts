import { configFrom } from './config.ts'
import { startServer } from './server.ts'

/** Limit on pending requests after the service is told to stop, in milliseconds. */
const DRAIN_MS = 65_000

/**
 * Runs the service until SIGTERM or SIGINT, with one line of JSON per request on standard output. Sets the exit code: 0
 * if all requests were answered, 1 if not, 2 if it could not start.
 */
export async function serve(env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const write = (entry: object) => process.stdout.write(`${JSON.stringify(entry)}\n`)
  // The reader of the log may exit; the service continues.
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
