import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { getRequestListener, RequestError } from '@hono/node-server'
import { createApp } from '../app.ts'
import { bundledReference } from '../bundled-reference.ts'
import { causesUrlFor } from '../causes-url.ts'
import type { Deps } from '../deps.ts'
import { builtPage } from '../page/built.ts'
import { ProblemError, problemResponse } from '../problem.ts'
import type { Config } from './config.ts'
import { limitConnections, networkOf } from './connections.ts'
import { type Jobs, RUN_MS, startJobs, WAIT_MS } from './jobs.ts'

/** A service that accepts requests. */
export interface RunningServer {
  readonly url: string
  /** The URL of the metrics. */
  readonly metricsUrl?: string
  /**
   * Stops accepting, waits for pending requests (at most `ms` milliseconds) and ends. Resolves with whether all were
   * answered.
   */
  stop(ms: number): Promise<boolean>
}

/** Limit on a request's line and headers, in bytes: a patch in the query may have 64 KiB. */
const MAX_HEADER_BYTES = 80 * 1024

/** Starts a service. Rejects if it cannot listen. */
export async function startServer(config: Config, log: NonNullable<Deps['log']>): Promise<RunningServer> {
  const { publicUrl, origins } = config
  const jobs = startJobs(config, causesUrlFor('text', publicUrl))
  const metrics = await metricsOf(config, jobs).catch(async error => {
    await jobs.close()
    throw error
  })
  const app = createApp({
    ...jobs,
    reference: bundledReference,
    ...(publicUrl !== undefined && { publicUrl }),
    origins,
    compresses: true,
    page: builtPage,
    log(entry) {
      log(entry)
      metrics?.record(entry)
    },
  })
  const answer = getRequestListener(
    (request, { incoming }) => {
      const address = incoming.socket.remoteAddress
      return app.fetch(request, address === undefined ? {} : { address: networkOf(address) })
    },
    // HTTP/1.0, which the health checks of some load balancers use, has no Host header.
    {
      hostname: 'localhost',
      errorHandler: error => problemResponse(error instanceof RequestError ? invalidTarget() : error),
    },
  )
  const server = createServer(
    // Headers must arrive within 10 s, a body within 5 min; a connection that is silent for longer than any diagnosis
    // is closed.
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: 10_000,
      requestTimeout: 300_000,
      keepAliveTimeout: 5_000,
      connectionsCheckingInterval: 5_000,
    },
    (incoming, outgoing) => (hosts(incoming) > 1 ? refuseHosts(outgoing) : answer(incoming, outgoing)),
  )
  server.on('clientError', (error, socket) => void refuseUnreadable(error, socket))
  server.timeout = 2 * WAIT_MS + RUN_MS + 30_000
  limitConnections(server, jobs.maxConnections)
  await listening(server, config).catch(async error => {
    await Promise.all([jobs.close(), metrics?.close()])
    throw error
  })
  return {
    url: urlOf(server),
    ...(metrics && { metricsUrl: metrics.url }),
    async stop(ms) {
      const drained = await closed(server, ms)
      await Promise.all([jobs.close(), metrics?.close()])
      return drained
    },
  }
}

/** The library is loaded only if metrics are configured. */
async function metricsOf({ metrics }: Config, jobs: Jobs) {
  if (metrics === undefined) return undefined
  const { startMetrics } = await import('./metrics.ts')
  return startMetrics(metrics, jobs.state)
}

async function listening(server: Server, { host, port }: Config): Promise<void> {
  server.listen(port, host)
  await once(server, 'listening')
}

async function closed(server: Server, ms: number): Promise<boolean> {
  let drained = true
  const timer = setTimeout(() => {
    drained = false
    server.closeAllConnections()
  }, ms)
  // A connection that has had its last response would stay open for another request.
  const idle = setInterval(() => server.closeIdleConnections(), 50)
  server.close()
  await once(server, 'close')
  clearTimeout(timer)
  clearInterval(idle)
  return drained
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}

function hosts({ rawHeaders }: IncomingMessage): number {
  return rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host').length
}

function invalidTarget(): ProblemError {
  const hint = 'Use a host name, and a path that begins with a slash.'
  return new ProblemError(400, 'request-target', 'The Host header or the path is invalid.', hint, {
    headers: { connection: 'close' },
  })
}

/** Two servers in a row may each use another one (RFC 9112, 3.2). */
async function refuseHosts(outgoing: ServerResponse): Promise<void> {
  const problem = new ProblemError(400, 'two-hosts', 'The request has more than one Host header.', 'Send one.', {
    where: 'header Host',
    headers: { connection: 'close' },
  })
  const response = problemResponse(problem)
  outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(await response.text())
}

/** Says why Node itself refuses a request: too long, too slow, or not HTTP. */
async function refuseUnreadable({ code }: NodeJS.ErrnoException, socket: Duplex): Promise<void> {
  const response = problemResponse(unreadable(code))
  const { status } = response
  const body = await response.text()
  if (!socket.writable) return
  const headers = [...response.headers, ['connection', 'close'], ['content-length', Buffer.byteLength(body)]]
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`,
  )
}

function unreadable(code: string | undefined): ProblemError {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new ProblemError(
        431,
        'headers-too-large',
        `The request line and headers are larger than ${MAX_HEADER_BYTES / 1024} KiB.`,
        'Send fewer headers, or a smaller patch; the command line accepts patches of any size with --with-patch.',
        { where: 'headers' },
      )
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new ProblemError(
        408,
        'request-stalled',
        'The request was not received in time.',
        'Send it without pausing.',
      )
    default:
      return new ProblemError(400, 'not-http', 'This is not an HTTP request.', 'Use HTTP/1.1 without TLS on this port.')
  }
}
