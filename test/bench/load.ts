// What replicas of the service bear, in processor time: node test/bench/load.ts [REPLICAS] [MEMORY_MIB]. Linux only; see docs/operating.md.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Kube } from '../../core/kube/index.ts'
import { buildNpm } from '../../scripts/build-npm.ts'
import { readRecording } from '../support/scenarios.ts'

const [replicas = 1, memoryMiB = 1024] = process.argv.slice(2).map(Number)
const SECONDS = 8
/** A tick of the kernel's clock for processes, milliseconds. */
const TICK_MS = 10

interface Replica {
  readonly process: ChildProcess
  readonly pid: number
  readonly url: string
}

async function start(cli: string): Promise<Replica> {
  const env = { PATH: process.env['PATH'] ?? '', PORT: '0', KUBEWHY_MEMORY_MIB: String(memoryMiB) }
  const child = spawn(process.execPath, [cli, 'serve'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = createInterface(child.stdout)
  const [line] = (await once(lines, 'line')) as [string]
  lines.on('line', () => undefined)
  return { process: child, pid: child.pid ?? 0, url: (JSON.parse(line) as { url: string }).url }
}

/** A process and all below it. */
function tree(pid: number): readonly number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
  return [pid, ...(children === '' ? [] : children.split(' ').map(Number).flatMap(tree))]
}

function cpuMs(pids: readonly number[]): number {
  const ticks = pids.map(pid => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
    return Number(fields[11]) + Number(fields[12])
  })
  return ticks.reduce((sum, each) => sum + each * TICK_MS, 0)
}

function memory(pids: readonly number[]): number {
  const pss = pids.map(pid => Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]))
  return Math.round(pss.reduce((sum, each) => sum + each / 1024, 0))
}

/** Recorded objects of a small cluster, `copies` times under other names. */
function body(objects: number, copies: number): string {
  const recorded = readRecording('image-tag-typo').objects.slice(0, objects) as readonly Kube[]
  const items = Array.from({ length: copies }, (_, copy) =>
    recorded.map(object => {
      const { name, uid, ...rest } = object.metadata
      return { ...object, metadata: { ...rest, name: `${name}-${copy}`, uid: `${uid}-${copy}` } }
    }),
  )
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items: items.flat() })
}

async function ask(url: string, sent: string, agent: Agent): Promise<void> {
  const asked = request(`${url}/v1/diagnose`, {
    agent,
    method: 'POST',
    headers: { 'content-length': Buffer.byteLength(sent) },
  })
  asked.end(sent)
  const [response] = await once(asked, 'response')
  response.resume()
  await once(response, 'end')
  if (response.statusCode !== 200) throw new Error(`POST /v1/diagnose answered ${response.statusCode}.`)
}

async function measure(all: readonly Replica[], sent: string, connections: number, agent: Agent): Promise<object> {
  const run = async (ms: number) => {
    let count = 0
    const until = performance.now() + ms
    const loop = async (first: number) => {
      for (let next = first; performance.now() < until; next++, count++)
        await ask(all[next % all.length]?.url ?? '', sent, agent)
    }
    await Promise.all(Array.from({ length: connections }, (_, at) => loop(at)))
    return count
  }
  await run(3000)
  const serving = all.map(({ pid }) => pid)
  const whole = serving.flatMap(tree)
  const before = [cpuMs(whole), cpuMs(serving)] as const
  const count = await run(SECONDS * 1000)
  return {
    replicas,
    'memory limit, MiB': memoryMiB,
    'body, KiB': Math.round(sent.length / 1024),
    'processor ms a request': ((cpuMs(whole) - before[0]) / count).toFixed(1),
    'of it where it serves': ((cpuMs(serving) - before[1]) / count).toFixed(1),
    'memory, MiB': serving.map(pid => memory(tree(pid))).join(' '),
  }
}

const folder = mkdtempSync(join(tmpdir(), 'kubewhy-load-'))
await buildNpm(folder)
const all = await Promise.all(Array.from({ length: replicas }, () => start(join(folder, 'cli.js'))))
const agent = new Agent({ keepAlive: true })
try {
  console.log(`idle: ${all.map(({ pid }) => memory(tree(pid))).join(' ')} MiB`)
  const rows = []
  for (const [sent, connections] of [
    [body(60, 1), 4],
    [body(1000, 12), 4],
    [body(1000, 150), 2],
  ] as const)
    rows.push(await measure(all, sent, connections, agent))
  console.table(rows)
} finally {
  for (const replica of all) replica.process.kill('SIGTERM')
  await Promise.all(all.map(replica => once(replica.process, 'exit')))
  agent.destroy()
  rmSync(folder, { recursive: true })
}
