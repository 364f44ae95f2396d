import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { createApp } from '../app.ts'
import { carriedReference } from '../carried-reference.ts'
import { causesUrlFor } from '../causes-url.ts'
import type { Deps } from '../deps.ts'
import { builtPage } from '../page/built.ts'
import type { Config } from './config.ts'
import { diagnoseInThread } from './diagnose-in-thread.ts'
import type { Reply, Task } from './diagnosis-thread.ts'
import { liveFromNode } from './live.ts'
import { lazyMcp } from './mcp.ts'
import { ThreadPool } from './thread-pool.ts'

/** A service that accepts requests. */
export interface RunningServer {
  readonly url: string
  /** Accepts no more, waits for what is under way (at most `ms` milliseconds) and ends. Resolves with whether all was answered. */
  stop(ms: number): Promise<boolean>
}

const RUN_MS = 60_000

/** Starts the service of a configuration. Rejects when it cannot listen. */
export async function startServer(config: Config, log: NonNullable<Deps['log']>): Promise<RunningServer> {
  const pool = new ThreadPool<Task, Reply>({
    entry: new URL(`./diagnosis-thread${extname(import.meta.url)}`, import.meta.url),
    size: config.threads,
    maxWaiting: 32,
    maxWaitMs: 30_000,
    maxRunMs: RUN_MS,
    heapMiB: config.heapMiB,
  })
  const { publicUrl } = config
  const deps = {
    maxBodyBytes: config.maxBytes,
    diagnose: diagnoseInThread(pool, config),
    reference: carriedReference,
    ...(publicUrl !== undefined && { publicUrl }),
    ...(config.tokens.length > 0 && { live: liveFromNode(config) }),
  }
  const mcp = lazyMcp({ ...deps, render: causesUrlFor('text', publicUrl) })
  const app = createApp({ ...deps, mcp, page: () => builtPage('service'), log })
  const server = createServer(
    // A header must come in 10 s, a body in 5 min; a connection on which nothing moves longer than any diagnosis ends.
    { headersTimeout: 10_000, requestTimeout: 300_000, keepAliveTimeout: 5_000, connectionsCheckingInterval: 5_000 },
    getRequestListener(app.fetch),
  )
  server.timeout = 2 * RUN_MS
  await listening(server, config).catch(async error => {
    await pool.close()
    throw error
  })
  return {
    url: urlOf(server),
    async stop(ms) {
      const drained = await closed(server, ms)
      await pool.close()
      return drained
    },
  }
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
  // A connection that has had its last answer would stay open for the next one.
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
