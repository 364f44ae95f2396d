import { connect } from 'node:net'
import { startHostileApiServer } from '../api/hostile-api-server.ts'
import { residentMiB } from '../api/limited-service.ts'
import { startService } from '../api/running-server.ts'
import { startFakeApiServer } from '../fake/api-server.ts'
import { readRecording } from '../support/scenarios.ts'
import { type Request, soakRequests, TOKENS } from './requests.ts'

/** Seconds that it runs; the first argument says otherwise. */
const SECONDS = Number(process.argv[2] ?? 600)
/** Callers at a time: more than there are processes and places in the line. */
const CALLERS = 48
/** Part of the run in which memory may still grow. */
const WARM_UP = 0.4
/** MiB by which the second half of what follows may exceed the first. */
const GROWTH = 64
/** Milliseconds in which `/healthz` must answer. */
const HEALTHY = 2000
/** Seconds after which a connection on which nothing moves must be closed. */
const HALF_OPEN = 30

/** Memory that the service may use, MiB. */
const MEMORY_MIB = 1024

const service = await startService({
  KUBEWHY_TOKENS: TOKENS.join(),
  KUBEWHY_ALLOW_LOOPBACK: '1',
  KUBEWHY_MEMORY_MIB: String(MEMORY_MIB),
})
const clusters = await Promise.all([
  ...['crash-missing-module', 'image-tag-typo', 'node-lost'].map(async cluster => {
    const api = await startFakeApiServer({ cluster })
    return { kubeconfig: api.kubeconfig(), namespace: namespaceIn(cluster), close: () => api.close() }
  }),
  ...(['bomb', 'many', 'endless'] as const).map(async hostility => {
    const { kubeconfig, close } = await startHostileApiServer(hostility)
    return { kubeconfig, namespace: 'shop', close }
  }),
])
const requests = soakRequests(clusters)
const end = performance.now() + SECONDS * 1000
const faults: string[] = []
const statuses = new Map<string, number>()
const waits: Record<Request['kind'] | 'health', number[]> = { valid: [], hostile: [], live: [], health: [] }
const memory: { readonly at: number; readonly mib: number }[] = []
let next = 0

async function ask({ kind, method, path, body, headers, right, leavesAfter }: Request): Promise<void> {
  const started = performance.now()
  const signal = AbortSignal.timeout(leavesAfter ?? 120_000)
  try {
    const response = await fetch(service.url + path, {
      method,
      signal,
      ...(headers && { headers }),
      ...(body && { body: new Uint8Array(body) }),
    })
    await response.arrayBuffer()
    statuses.set(`${kind} ${response.status}`, (statuses.get(`${kind} ${response.status}`) ?? 0) + 1)
    if (!right.includes(response.status)) faults.push(`${method} ${path.slice(0, 60)}: ${response.status}`)
    if (response.status !== 503) waits[kind].push(performance.now() - started)
  } catch (error) {
    if (leavesAfter === undefined) faults.push(`${method} ${path.slice(0, 60)}: ${String(error)}`)
  }
}

async function caller(): Promise<void> {
  while (performance.now() < end) {
    const request = requests[next++ % requests.length]
    if (request !== undefined) await ask(request)
  }
}

async function watch(): Promise<void> {
  while (performance.now() < end) {
    const started = performance.now()
    const response = await fetch(`${service.url}/healthz`).catch(() => undefined)
    const took = performance.now() - started
    waits.health.push(took)
    if (response?.status !== 200 || took > HEALTHY)
      faults.push(`/healthz: ${response?.status} after ${Math.round(took)} ms`)
    memory.push({ at: started, mib: residentMiB(service.process.pid ?? 0) })
    await new Promise(resolve => setTimeout(resolve, 500))
  }
}

/** A body that stops in the middle, and the seconds after which the service closed the connection. */
function halfOpen(): { readonly closed: Promise<number>; readonly leave: () => void } {
  const { hostname, port } = new URL(service.url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => undefined)
  socket.resume()
  socket.write('POST /v1/diagnose HTTP/1.1\r\nHost: kubewhy\r\nContent-Length: 1000\r\n\r\n{"items":')
  const started = performance.now()
  return {
    closed: new Promise(resolve => socket.once('close', () => resolve((performance.now() - started) / 1000))),
    leave: () => socket.destroy(),
  }
}

/** The first namespace of a recording that is not the cluster's own. */
function namespaceIn(scenario: string): string {
  const objects = readRecording(scenario).objects as readonly { metadata?: { namespace?: string } }[]
  const names = objects.flatMap(({ metadata }) => metadata?.namespace ?? [])
  return names.find(name => name !== 'default' && !name.startsWith('kube-')) ?? 'default'
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN)
}

const began = performance.now()
const open = Array.from({ length: 20 }, halfOpen)
await Promise.all([watch(), ...Array.from({ length: CALLERS }, caller)])
const took = (performance.now() - began) / 1000
if (SECONDS > HALF_OPEN) {
  const closed = await Promise.race([
    Promise.all(open.map(each => each.closed)),
    new Promise<undefined>(resolve => setTimeout(resolve, 1000)),
  ])
  if (closed === undefined || Math.max(...closed) > HALF_OPEN) faults.push('half-open connections stay')
}

for (const { leave } of open) leave()

const settled = memory.filter(({ at }) => at > began + took * 1000 * WARM_UP).map(({ mib }) => mib)
const [first, last] = [settled.slice(0, settled.length / 2), settled.slice(settled.length / 2)]
const growth = quantile(last, 0.5) - quantile(first, 0.5)
if (!(growth <= GROWTH)) faults.push(`memory grew by ${growth} MiB`)
const most = Math.max(...memory.map(({ mib }) => mib))
if (most > MEMORY_MIB) faults.push(`its processes took ${Math.round(most)} MiB`)
if (!waits.live.length) faults.push('no cluster was read')

const late = ask({
  kind: 'valid',
  method: 'POST',
  path: '/v1/diagnose',
  body: requests[0]?.body ?? new Uint8Array(),
  right: [200],
})
await new Promise(resolve => setTimeout(resolve, 20))
const code = await service.stop()
await late
await Promise.all(clusters.map(({ close }) => close()))
if (code !== 0) faults.push(`the service ended with ${code}`)
if (service.errors() !== '') faults.push(`standard error: ${service.errors().slice(0, 500)}`)
if (service.lines.some(line => line.includes('"internal"'))) faults.push('an internal error is in the log')

const answered = waits.valid.length + waits.hostile.length
const line = (name: string, values: readonly number[]) =>
  `${name}: ${values.length} answers, p50 ${quantile(values, 0.5)} ms, p99 ${quantile(values, 0.99)} ms`
console.log(`${Math.round(took)} s, ${CALLERS} callers, ${Math.round(answered / took)} answers a second besides 503`)
for (const [kind, values] of Object.entries(waits)) console.log(line(kind, values))
console.log(
  [...statuses]
    .sort()
    .map(([status, count]) => `${status}: ${count}`)
    .join(', '),
)
console.log(
  `memory: ${quantile(first, 0.5)} MiB, then ${quantile(last, 0.5)} MiB, at most ${quantile(
    memory.map(({ mib }) => mib),
    1,
  )} MiB`,
)
for (const fault of new Set(faults)) console.log(`FAULT ${faults.filter(each => each === fault).length}× ${fault}`)
process.exitCode = faults.length === 0 ? 0 : 1
