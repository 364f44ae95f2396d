import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { LogEntry } from '../deps.ts'
import type { MetricsAddress } from './config.ts'
import type { Jobs } from './jobs.ts'

/** Metrics on a listener of their own. */
export interface Metrics {
  readonly url: string
  /** Counts one request. */
  record(entry: LogEntry): void
  close(): Promise<void>
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'OPTIONS'])

/** From a page of the catalogue to the longest job, in seconds. */
const BUCKETS = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60]

/** Serves `GET /metrics`. Rejects if it cannot listen. */
export async function startMetrics({ host, port }: MetricsAddress, state: Jobs['state']): Promise<Metrics> {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const record = requestMetrics(registry)
  jobMetrics(registry, state)
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 10_000 }, async (request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Only GET /metrics is served here.\n')
      return
    }
    const text = await registry.metrics()
    response.writeHead(200, { 'content-type': registry.contentType }).end(text)
  })
  server.listen(port, host)
  await once(server, 'listening')
  return { url: `${urlOf(server)}/metrics`, record, close: () => closed(server) }
}

/** Labels contain only routes, statuses and ids of this program, never input from callers. */
function requestMetrics(registry: Registry): Metrics['record'] {
  const registers = [registry]
  const requests = new Counter({
    name: 'kubewhy_requests_total',
    help: 'Requests served',
    labelNames: ['method', 'route', 'status'] as const,
    registers,
  })
  const seconds = new Histogram({
    name: 'kubewhy_request_duration_seconds',
    help: 'Time to the response, including receiving the body and waiting for a process',
    labelNames: ['route'] as const,
    buckets: BUCKETS,
    registers,
  })
  const bytes = new Counter({
    name: 'kubewhy_request_body_bytes_total',
    help: 'Bytes of request bodies, as sent',
    labelNames: ['route'] as const,
    registers,
  })
  const verdicts = new Counter({
    name: 'kubewhy_verdicts_total',
    help: 'Reports by verdict',
    labelNames: ['verdict'] as const,
    registers,
  })
  const causes = new Counter({
    name: 'kubewhy_causes_total',
    help: 'Reports by cause',
    labelNames: ['cause'] as const,
    registers,
  })
  const liveReads = new Counter({
    name: 'kubewhy_live_reads_total',
    help: 'Live reads by result: served, the cause if the cluster could not be read, or the problem code',
    labelNames: ['outcome'] as const,
    registers,
  })
  return entry => {
    const { path: route, status } = entry
    requests.inc({ method: METHODS.has(entry.method) ? entry.method : 'other', route, status })
    seconds.observe({ route }, entry.ms / 1000)
    bytes.inc({ route }, entry.bytes)
    if (entry.verdict !== undefined) verdicts.inc({ verdict: entry.verdict })
    for (const cause of entry.causes ?? []) causes.inc({ cause })
    if (entry.live === true) liveReads.inc({ outcome: outcomeOf(entry) })
  }
}

function outcomeOf({ problem, causes = [] }: LogEntry): string {
  return problem ?? causes.find(cause => cause.startsWith('api-server-')) ?? 'answered'
}

function jobMetrics(registry: Registry, state: Jobs['state']): void {
  const gauge = (name: string, help: string, value: (lane: ReturnType<typeof state>[number]) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ['lane'] as const,
      registers: [registry],
      collect() {
        for (const lane of state()) this.set({ lane: lane.name }, value(lane))
      },
    })
  gauge('kubewhy_jobs_running', 'Jobs running in a process', ({ running }) => running)
  gauge('kubewhy_jobs_waiting', 'Jobs waiting for a process', ({ waiting }) => waiting)
  gauge('kubewhy_processes', 'Processes running', ({ processes }) => processes)
  gauge('kubewhy_processes_max', 'Maximum number of processes', ({ size }) => size)
  gauge(
    'kubewhy_held_body_bytes',
    'Memory held by bodies that are being received or waiting',
    ({ heldBytes }) => heldBytes,
  )
}

async function closed(server: Server): Promise<void> {
  server.close()
  server.closeAllConnections()
  await once(server, 'close')
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}
