import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..')

/** The imports of the tree's own files, types included, each as `from -> to`. The linter looks for circles. */
const IMPORTS = globSync('{core,api,action}/**/*.ts', { cwd: ROOT })
  .filter(file => !file.includes('/dist/'))
  .flatMap(file =>
    [...readFileSync(join(ROOT, file), 'utf8').matchAll(/\b(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(
      ([, path = '']) => ({ from: file, to: normalize(join(dirname(file), path)) }),
    ),
  )

/** Between folders that must not know one another. */
function across(isFrom: (file: string) => boolean, isTo: (file: string, from: string) => boolean): readonly string[] {
  return IMPORTS.filter(({ from, to }) => isFrom(from) && isTo(to, from)).map(({ from, to }) => `${from} -> ${to}`)
}

const within =
  (...folders: readonly string[]) =>
  (file: string) =>
    folders.some(folder => file.startsWith(`${folder}/`))

const stageOf = (file: string) => /^core\/causes\/([^/]+)\//.exec(file)?.[1]

describe('imports', () => {
  it('are found', () => {
    expect(across(within('core/causes/image'), within('core/workloads'))).not.toEqual([])
  })

  it('lead from core to nothing outside of it', () => {
    expect(across(within('core'), within('api', 'action', 'test', 'scripts'))).toEqual([])
  })

  it('lead to the network code only from api and action', () => {
    expect(across(file => within('core')(file) && !within('core/connect')(file), within('core/connect'))).toEqual([])
  })

  it('lead from the workloads to no cause', () => {
    expect(across(within('core/workloads'), within('core/causes'))).toEqual([])
  })

  it('lead from no stage to another', () => {
    const isOther = (to: string, from: string) => stageOf(to) !== undefined && stageOf(to) !== stageOf(from)
    expect(across(file => stageOf(file) !== undefined, isOther)).toEqual([])
  })

  it('lead from the action to the API only where a command starts it, and never back', () => {
    const isAction = (file: string) => within('action')(file) && !within('action/cli/services')(file)
    expect(across(isAction, within('api'))).toEqual([])
    expect(across(within('api'), within('action'))).toEqual([])
  })
})
