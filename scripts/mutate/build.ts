import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { constants, Script } from 'node:vm'
import { build } from 'esbuild'
import * as scenarios from '../../test/support/scenarios.ts'
import { instrument, type Mutant } from './mutants.ts'
import { vitest } from './tests.ts'

const require = createRequire(import.meta.url)

export type Core = typeof import('./entry.ts')

/** The core with its mutants, of which one at a time is active. */
export interface Built {
  readonly mutants: readonly Mutant[]
  /** Loads a separate core with a mutant that is active while its modules load; -1 for none. */
  load(mutant: number): Core
  /** Activates a mutant; -1 for none. */
  choose(mutant: number): void
  /** By mutant number: 1 if its place was passed. */
  readonly passed: Uint8Array
}

/** Limit on the places that one check passes; beyond it, the check is in an endless loop. */
const MOST = 100_000_000

/** Caches of `once` for the tests, cleared for another mutant. */
const kept = new Set<Map<string, unknown>>()

function once<T>(read: (id: string) => T): (id: string) => T {
  const known = new Map<string, T>()
  kept.add(known)
  return id => {
    const value = known.has(id) ? (known.get(id) as T) : read(id)
    known.set(id, value)
    return value
  }
}

function runsElsewhere(): never {
  throw new Error('starts a process')
}

/** Modules shared by all cores: recordings are read once, and no process is started. */
const OUTSIDE: Readonly<Record<string, unknown>> = {
  vitest,
  scenarios,
  once: { once },
  'cli-run': { runCli: runsElsewhere, callCli: runsElsewhere },
}

/** The core with all mutants of these source files, and with the tests in `testFiles`. */
export async function buildMutants(files: readonly string[], testFiles: readonly string[]): Promise<Built> {
  const mutants: Mutant[] = []
  const sources = new Map<string, string>()
  for (const file of files) {
    const made = instrument(file, mutants.length)
    mutants.push(...made.mutants)
    sources.set(file, made.source)
  }
  const entry = join(import.meta.dirname, 'entry.ts')
  const tests = testFiles.map(file => `${JSON.stringify(file)}: () => import(${JSON.stringify(file)})`)
  const { outputFiles } = await build({
    entryPoints: [entry],
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
          onResolve({ filter: /^vitest$/ }, () => ({ path: 'vitest', external: true }))
          onResolve({ filter: /\/(?:scenarios|once|cli-run)\.ts$/ }, ({ path }) => ({
            path: path.replace(/^.*\/|\.ts$/g, ''),
            external: true,
          }))
          onLoad({ filter: /\/(?:core|api|action|test|scripts)\/.*\.ts$/ }, ({ path }) => {
            const mutated = sources.get(path)
            if (mutated !== undefined) return { contents: mutated, loader: 'js' }
            const source =
              path === entry
                ? readFileSync(path, 'utf8').replace('{}', `{${tests.join(',')}}`)
                : readFileSync(path, 'utf8')
            return { contents: source.replaceAll('import.meta.dirname', JSON.stringify(dirname(path))), loader: 'ts' }
          })
        },
      },
    ],
  })
  const script = new Script(`(function (module, exports, require, mutated) {${outputFiles[0]?.text}\n})`, {
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  })
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
    for (const values of kept) values.clear()
  }
  return {
    mutants,
    passed,
    choose,
    load(mutant) {
      choose(mutant)
      const module = { exports: {} }
      const make = script.runInThisContext() as (...args: unknown[]) => void
      make(module, module.exports, (name: string) => OUTSIDE[name] ?? require(name), mutated)
      return module.exports as Core
    },
  }
}
