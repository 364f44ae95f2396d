/**
 * Measures one size in a process of its own: `node --expose-gc test/bench/measure-diagnosis.ts PODS RUNS` prints a `Measured`
 * as JSON.
 */
import { diagnose } from '../../core/index.ts'
import { multiply } from '../support/multiply.ts'

/** What was found of one size. Times are processor time, the mean of the runs, milliseconds. */
export interface Measured {
  readonly pods: number
  readonly objects: number
  readonly bytes: number
  readonly problems: number
  readonly parse: number
  readonly diagnose: number
  /** Bytes of heap that the parsed objects take. */
  readonly parsedHeap: number
  /** The same at the end of a diagnosis, with all that it made and has not been collected yet. */
  readonly peakHeap: number
}

/** No engine holds a text of more than 512 MiB: larger clusters come as several Lists. */
const LIST_OBJECTS = 50_000

/** Takes objects; returns them as kubectl prints Lists of them: indented by four spaces. */
function lists(texts: Iterable<string>): Buffer[] {
  const made: Buffer[] = []
  let items: unknown[] = []
  const end = () => {
    made.push(Buffer.from(JSON.stringify({ apiVersion: 'v1', items, kind: 'List' }, null, 4)))
    items = []
  }
  for (const text of texts) {
    items.push(JSON.parse(text))
    if (items.length === LIST_OBJECTS) end()
  }
  if (items.length > 0) end()
  return made
}

function collectGarbage(): void {
  if (globalThis.gc === undefined) throw new Error('Run with --expose-gc.')
  globalThis.gc()
}

function timed<T>(work: () => T): readonly [number, T] {
  const before = process.cpuUsage()
  const result = work()
  const { user, system } = process.cpuUsage(before)
  return [(user + system) / 1000, result]
}

const [pods = 100, runs = 5] = process.argv.slice(2, 4).map(Number)
const { snapshot, objects, pods: made } = multiply({ pods })
const buffers = lists(objects())

function parse(): readonly unknown[] {
  return buffers.flatMap(buffer => (JSON.parse(buffer.toString()) as { items: unknown[] }).items)
}

/** How much larger the heap is after some work than before, with and without what of it is garbage. */
function heapAround<T>(work: () => T): { readonly kept: number; readonly reached: number; readonly result: T } {
  collectGarbage()
  const before = process.memoryUsage().heapUsed
  const result = work()
  const reached = process.memoryUsage().heapUsed - before
  collectGarbage()
  return { kept: process.memoryUsage().heapUsed - before, reached, result }
}

const { kept: parsedHeap, result: first } = heapAround(parse)
const { reached, result: report } = heapAround(() => diagnose({ ...snapshot, objects: first }))
const WARM_UPS = 2
const total = { parse: 0, diagnose: 0 }
for (let run = -WARM_UPS; run < runs; run++) {
  collectGarbage()
  const [parsing, parsed] = timed(parse)
  collectGarbage()
  const [diagnosing] = timed(() => diagnose({ ...snapshot, objects: parsed }))
  if (run < 0) continue
  total.parse += parsing
  total.diagnose += diagnosing
}
const measured: Measured = {
  pods: made,
  objects: first.length,
  bytes: buffers.reduce((sum, { length }) => sum + length, 0),
  problems: report.problems.length,
  parse: total.parse / runs,
  diagnose: total.diagnose / runs,
  parsedHeap,
  peakHeap: parsedHeap + reached,
}
console.log(JSON.stringify(measured))
