/**
 * Measures one size in a process of its own: `node --expose-gc test/bench/measure-diagnosis.ts PODS RUNS` prints a `Measured`
 * as JSON.
 */
import { diagnose } from '../../core/index.ts'
import { collectGarbage, listedCluster } from './lists.ts'

/** What was found of one size. Times are processor time, the mean of the runs, milliseconds. */
export interface Measured {
  readonly pods: number
  readonly objects: number
  readonly bytes: number
  readonly problems: number
  readonly parse: number
  readonly diagnose: number
}

function timed<T>(work: () => T): readonly [number, T] {
  const before = process.cpuUsage()
  const result = work()
  const { user, system } = process.cpuUsage(before)
  return [(user + system) / 1000, result]
}

const [size = 100, runs = 5] = process.argv.slice(2, 4).map(Number)
const { snapshot, parse, pods, bytes } = listedCluster(size)
const WARM_UPS = 3
const total = { parse: 0, diagnose: 0 }
let [objects, problems] = [0, 0]
for (let run = -WARM_UPS; run < runs; run++) {
  collectGarbage()
  const [parsing, parsed] = timed(parse)
  collectGarbage()
  const [diagnosing, report] = timed(() => diagnose({ ...snapshot, objects: parsed }))
  objects = parsed.length
  problems = report.problems.length
  if (run < 0) continue
  total.parse += parsing
  total.diagnose += diagnosing
}
const measured: Measured = {
  pods,
  objects,
  bytes,
  problems,
  parse: total.parse / runs,
  diagnose: total.diagnose / runs,
}
console.log(JSON.stringify(measured))
