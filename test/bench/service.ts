import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { readRecording } from '../support/scenarios.ts'
import { type Figure, median } from './figure.ts'

const ROOT = join(import.meta.dirname, '../..')
const STARTS = 5
const CONNECTIONS = 16
const SECONDS = 8
const PATIENCE = 20_000
/** The recorded objects of a small cluster with one failing Deployment. */
const OBJECTS = 60

interface Service {
  readonly process: ChildProcess
  readonly url: string
}

async function start(args: readonly string[]): Promise<Service> {
  const env = { ...process.env, PORT: '0' }
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(createInterface(child.stdout), 'line', { signal: AbortSignal.timeout(PATIENCE) })
  const url = /"url":"([^"]+)"/.exec(line)?.[1]
  if (url === undefined) throw new Error(`The service did not start: ${line}`)
  return { process: child, url }
}

async function stop({ process: child }: Service): Promise<void> {
  child.kill('SIGTERM')
  if (child.exitCode === null) await once(child, 'exit')
}

async function ask(url: string, body: string | undefined, agent: Agent): Promise<number> {
  const asked = request(url, {
    agent,
    method: body === undefined ? 'GET' : 'POST',
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
  })
  asked.end(body)
  const [response] = await once(asked, 'response')
  response.resume()
  await once(response, 'end')
  return response.statusCode
}

/** Milliseconds from the start of the process to its first answer. */
async function coldStart(args: readonly string[]): Promise<number> {
  const agent = new Agent()
  const began = performance.now()
  const service = await start(args)
  await ask(`${service.url}/healthz`, undefined, agent)
  const took = performance.now() - began
  agent.destroy()
  await stop(service)
  return took
}

function snapshotBody(): string {
  const items = readRecording('image-tag-typo').objects.slice(0, OBJECTS)
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items })
}

async function saturate(url: string): Promise<{ perSecond: number; p99: number }> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const body = snapshotBody()
  const target = `${url}/v1/diagnose`
  const times: number[] = []
  const loop = async (until: number, count: boolean) => {
    while (performance.now() < until) {
      const began = performance.now()
      const status = await ask(target, body, agent)
      if (status !== 200) throw new Error(`POST /v1/diagnose answered ${status}.`)
      if (count) times.push(performance.now() - began)
    }
  }
  const all = (seconds: number, count: boolean) => {
    const until = performance.now() + seconds * 1000
    return Promise.all(Array.from({ length: CONNECTIONS }, () => loop(until, count)))
  }
  await all(2, false)
  const began = performance.now()
  await all(SECONDS, true)
  const perSecond = (times.length * 1000) / (performance.now() - began)
  agent.destroy()
  times.sort((a, b) => a - b)
  return { perSecond, p99: times[Math.floor(times.length * 0.99)] ?? Number.NaN }
}

async function startFigure(name: string, args: readonly string[]): Promise<Figure> {
  const times: number[] = []
  for (let run = 0; run < STARTS; run++) times.push(await coldStart(args))
  return { name, value: median(times), unit: 'ms', note: `process start to first answer, median of ${STARTS}` }
}

/** How the service starts and what it bears. `npm`: the folder of the built package. */
export async function serviceFigures(npm: string): Promise<readonly Figure[]> {
  const built = [join(npm, 'cli.js'), 'serve']
  const starts = [
    await startFigure('service start, built', built),
    await startFigure('service start, from source', ['api/node.ts']),
  ]
  const service = await start(built)
  try {
    const { perSecond, p99 } = await saturate(service.url)
    const note = `${OBJECTS} objects each, ${CONNECTIONS} connections, ${SECONDS} s`
    return [
      ...starts,
      { name: 'POST /v1/diagnose', value: perSecond, unit: '1/s', note },
      { name: 'POST /v1/diagnose, p99', value: p99, unit: 'ms', note },
    ]
  } finally {
    await stop(service)
  }
}
