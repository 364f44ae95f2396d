import { ASKS_ALL } from '../support/sample.ts'

/** The seed of every run unless FUZZ_SEED says another; fast-check prints it with the path of a failure. */
export const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_127)

/** Longest that one property is tried where every case is asked, seconds. */
const SECONDS = Number(process.env['FUZZ_SECONDS'] ?? 40)

/** How a property is run: the same `numRuns` each time; where every case is asked as many as FUZZ_SECONDS (40) allow. */
export function bounded(numRuns: number) {
  if (!ASKS_ALL) return { seed: SEED, numRuns }
  const interruptAfterTimeLimit = SECONDS * 1000
  return { seed: SEED, numRuns: 100 * numRuns, interruptAfterTimeLimit, markInterruptAsFailure: false }
}
