import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chai, expect } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')

/** Tests that need neither a process nor a server, by the folder below `core/` that they cover. */
const TESTS: Readonly<Record<string, readonly string[]>> = {
  causes: ['readers/*', 'stages/*', 'link-graph', 'remedy'],
  link: ['stages/*', 'link-graph', 'remedy'],
  logs: ['logs/*'],
  patch: ['patch/*', 'remedy'],
  symptoms: ['stages/*'],
  workloads: ['readers/*', 'network/*', 'stages/*', 'remedy'],
}
/** Tests that combine recordings with transformations, and cover every folder. */
const LONG = ['transformations/*', 'every-second', 'cross-talk', 'properties', 'fuzz/diagnose', 'fuzz/path']

/** Compares with a golden: vitest's own matcher needs its runner. */
chai.util.addMethod(chai.Assertion.prototype, 'toMatchFileSnapshot', function (this: object, file: string) {
  if (chai.util.flag(this, 'object') !== readFileSync(file, 'utf8')) throw new Error(`differs from ${file}`)
})

/** The test files that cover these folders below `core/`; those of all folders for other files. */
export function testsOf(folders: readonly string[], isQuick: boolean): readonly string[] {
  const own = folders.some(folder => TESTS[folder] === undefined) ? Object.values(TESTS) : folders.map(of => TESTS[of])
  const names = new Set([...own.flat(), ...(isQuick ? [] : LONG)])
  return [...new Set([...names].flatMap(name => globSync(`test/${name}.test.ts`, { cwd: ROOT })))]
    .toSorted()
    .map(file => join(ROOT, file))
}

/** Runs a test or a `describe` block; throws if one fails. */
export type Block = () => Promise<void>

let collected: Block[] = []

async function blocksIn(describe: () => unknown): Promise<Block[]> {
  const [outer, own] = [collected, [] as Block[]]
  collected = own
  try {
    await describe()
  } finally {
    collected = outer
  }
  return own
}

type Body = (...args: unknown[]) => unknown

/** A stand-in for `it` or `describe`; `add` receives each body. */
function words(add: (body: () => unknown) => void) {
  const bodyOf = (args: readonly unknown[]) => args.find(arg => typeof arg === 'function') as Body
  const word = (_title: string, ...args: unknown[]) => add(() => bodyOf(args)())
  const nothing = Object.assign(() => undefined, { each: () => () => undefined })
  const each =
    (rows: readonly unknown[]) =>
    (_title: string, ...args: unknown[]) => {
      for (const row of rows) add(() => bodyOf(args)(...(Array.isArray(row) ? row : [row])))
    }
  const all = Object.assign(word, { each })
  return Object.assign(word, {
    each,
    skip: nothing,
    runIf: (runs: boolean) => (runs ? all : nothing),
    skipIf: (skips: boolean) => (skips ? nothing : all),
  })
}

const it = words(body => collected.push(async () => void (await body())))

/** What test files import from vitest while they run for each mutant in this process. */
export const vitest = {
  expect,
  it,
  test: it,
  describe: words(body =>
    collected.push(async () => {
      for (const block of await blocksIn(body)) await block()
    }),
  ),
}

/** The blocks of a test file, which `load` evaluates. */
export const blocksOf = blocksIn
