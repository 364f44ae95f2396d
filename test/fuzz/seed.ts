/** The seed of every run unless FUZZ_SEED says another; fast-check prints it with the path of a failure. */
export const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_127)

const SECONDS = Number(process.env['FUZZ_SECONDS'] ?? 12)

/** How a property is run: the same each time, and no longer than FUZZ_SECONDS (12). */
export function bounded(numRuns: number) {
  return { seed: SEED, numRuns, interruptAfterTimeLimit: SECONDS * 1000, markInterruptAsFailure: false } as const
}
