import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Mutant } from './mutants.ts'

const ROOT = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'kubewhy-mutant-'))

/** Tests of readers, by the folder below `core/` whose files they are about; a stage's own tests are named after it. */
const TESTS: Readonly<Record<string, readonly string[]>> = {
  causes: ['test/facts'],
  link: ['test/rules', 'test/remedy.test.ts', 'test/link-graph.test.ts'],
  logs: ['test/logs'],
  patch: ['test/patch'],
  workloads: ['test/facts', 'test/network', 'test/rules'],
}

/** True if a test of the mutant's folder fails with it. */
export function isCaughtByTests({ file, source }: Mutant): boolean {
  const [, area = '', stage = ''] = relative(ROOT, file).split('/')
  const tests = [`test/rules/${stage}.test.ts`, ...(TESTS[area] ?? [])].filter(path => existsSync(join(ROOT, path)))
  if (tests.length === 0) return false
  const mutant = join(folder, 'mutant.js')
  writeFileSync(mutant, source)
  const { status } = spawnSync('vitest', ['run', ...tests, '--bail=1', '--silent', '--reporter=dot'], {
    cwd: ROOT,
    env: {
      ...process.env,
      NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, 'hook.ts')).href}`,
      KUBEWHY_MUTATED: pathToFileURL(file).href,
      KUBEWHY_MUTANT: mutant,
    },
    stdio: 'ignore',
  })
  return status !== 0
}
