import { startVitest } from 'vitest/node'
import type { Mutant } from './mutants.ts'

/** Takes a mutant and test files; returns true where one of their tests fails with it. */
export async function isCaught(mutant: Mutant, files: readonly string[]): Promise<boolean> {
  if (files.length === 0) return false
  const vitest = await startVitest(
    [...files],
    // What is cached by a file's own content would outlive the mutant.
    { watch: false, bail: 1, reporters: [{}], pool: 'threads', maxWorkers: 1, fsModuleCache: false },
    {
      plugins: [
        {
          name: 'mutant',
          enforce: 'pre',
          load: id => (id.split('?')[0] === mutant.file ? mutant.source : undefined),
        },
      ],
    },
  )
  const isFailed = vitest.state.getCountOfFailedTests() > 0 || vitest.state.getUnhandledErrors().length > 0
  await vitest.close()
  process.exitCode = 0
  return isFailed
}
