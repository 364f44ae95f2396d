import { relative } from 'node:path'
import { startVitest } from 'vitest/node'
import type { Mutant } from './mutants.ts'

/** Takes a mutant and test files; returns true where one of their tests fails with it. */
export async function isCaught(mutant: Mutant, files: readonly string[]): Promise<boolean> {
  const vitest = await startVitest(
    'test',
    [...files],
    { watch: false, bail: 1, reporters: [{}], pool: 'threads', maxWorkers: 1, isolate: false },
    {
      plugins: [
        {
          name: 'mutant',
          enforce: 'pre',
          load: id => (relative(mutant.file, id.split('?')[0] ?? '') === '' ? mutant.source : undefined),
        },
      ],
    },
  )
  const isFailed = vitest.state.getCountOfFailedTests() > 0 || vitest.state.getUnhandledErrors().length > 0
  await vitest.close()
  process.exitCode = 0
  return isFailed
}
