import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Script } from 'node:vm'
import { build } from 'esbuild'
import * as scenarios from '../../test/support/scenarios.ts'
import { instrument, type Mutant } from './mutants.ts'

const require = createRequire(import.meta.url)

export type Core = typeof import('./entry.ts')

/** The core with mutants in it, of which one at a time runs. */
export interface Built {
  readonly mutants: readonly Mutant[]
  /** Makes a core of its own with a mutant that already runs while its modules load; -1 for none. */
  load(mutant: number): Core
  /** Chooses the mutant that runs from now on; -1 for none. */
  choose(mutant: number): void
  /** Forgets which mutants' places were passed, or returns them by their numbers. */
  readonly passed: Uint8Array
}

/** Most places that one check passes; more is a loop that does not end. */
const MOST = 20_000_000

/** The core with all mutants of these source files in it. */
export async function buildMutants(files: readonly string[]): Promise<Built> {
  const mutants: Mutant[] = []
  const sources = new Map<string, string>()
  for (const file of files) {
    const made = instrument(file, mutants.length)
    mutants.push(...made.mutants)
    sources.set(file, made.source)
  }
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'entry.ts')],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    logLevel: 'error',
    packages: 'external',
    plugins: [
      {
        name: 'mutants',
        setup({ onLoad, onResolve }) {
          // Recordings are read once, whatever core is asked.
          onResolve({ filter: /\/scenarios\.ts$/ }, () => ({ path: 'scenarios', external: true }))
          onLoad({ filter: /\.ts$/ }, ({ path }) => {
            const contents = sources.get(path)
            if (contents !== undefined) return { contents, loader: 'js' }
          })
        },
      },
    ],
    define: { 'import.meta.dirname': JSON.stringify(dirname(import.meta.dirname)) },
  })
  const script = new Script(`(function (module, exports, require, mutated) {${outputFiles[0]?.text}\n})`)
  const passed = new Uint8Array(mutants.length)
  let chosen = -1
  let steps = 0
  const mutated = (mutant: number): boolean => {
    passed[mutant] = 1
    if (++steps > MOST) throw new Error('endless')
    return mutant === chosen
  }
  const choose = (mutant: number) => {
    chosen = mutant
    steps = 0
  }
  return {
    mutants,
    passed,
    choose,
    load(mutant) {
      choose(mutant)
      const module = { exports: {} }
      const make = script.runInThisContext() as (...args: unknown[]) => void
      make(module, module.exports, (name: string) => (name === 'scenarios' ? scenarios : require(name)), mutated)
      return module.exports as Core
    },
  }
}
