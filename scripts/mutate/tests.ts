import type { Vitest } from 'vitest/node'
import { createVitest } from 'vitest/node'
import type { Mutant } from './mutants.ts'

/** Test files that are run again and again, each time with another source of one rule. */
export interface Tests {
  /** Takes a mutant; returns true where one of the tests fails with it. */
  readonly catch: (mutant: Mutant) => Promise<boolean>
  readonly close: () => Promise<void>
}

async function run(vitest: Vitest, files: readonly string[], mutant: Mutant): Promise<boolean> {
  vitest.invalidateFile(mutant.file)
  await vitest.runTestSpecifications(await vitest.globTestSpecifications([...files]))
  const isFailed = vitest.state.getCountOfFailedTests() > 0 || vitest.state.getUnhandledErrors().length > 0
  vitest.state.clearErrors()
  process.exitCode = 0
  return isFailed
}

/** Takes test files; returns them ready to run. */
export async function openTests(files: readonly string[]): Promise<Tests> {
  if (files.length === 0) return { catch: async () => false, close: async () => undefined }
  let current: Mutant | undefined
  const vitest = await createVitest(
    'test',
    // What is cached by a file's own content would outlive the mutant.
    { watch: false, bail: 1, reporters: [{}], pool: 'threads', maxWorkers: 1, fsModuleCache: false },
    {
      plugins: [
        {
          name: 'mutant',
          enforce: 'pre',
          load: id => (current !== undefined && id.split('?')[0] === current.file ? current.source : undefined),
        },
      ],
    },
  )
  return {
    async catch(mutant) {
      const last = current
      current = mutant
      if (last !== undefined) vitest.invalidateFile(last.file)
      return run(vitest, files, mutant)
    },
    close: () => vitest.close(),
  }
}
