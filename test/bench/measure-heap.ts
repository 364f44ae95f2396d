/**
 * Measures one size in a process of its own: `node --expose-gc --max-semi-space-size=16 test/bench/measure-heap.ts PODS` prints
 * a `MeasuredHeap` as JSON.
 */
import { diagnose } from '../../core/index.ts'
import { collectGarbage, listedCluster } from './lists.ts'

/** Bytes of heap. */
export interface MeasuredHeap {
  /** What the parsed objects take. */
  readonly parsed: number
  /** The same at the end of a diagnosis, with all that it made and has not been collected yet. */
  readonly peak: number
}

const { snapshot, parse } = listedCluster(Number(process.argv[2] ?? 100))
collectGarbage()
const before = process.memoryUsage().heapUsed
const objects = parse()
collectGarbage()
const parsed = process.memoryUsage().heapUsed - before
diagnose({ ...snapshot, objects })
const measured: MeasuredHeap = { parsed, peak: process.memoryUsage().heapUsed - before }
console.log(JSON.stringify(measured))
