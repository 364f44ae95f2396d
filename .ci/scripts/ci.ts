import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Checks that pass or fail as a whole. */
const CHECKS: readonly (readonly [string, readonly string[]])[] = [
  ['format and lint', ['biome', 'ci', '.']],
  ['types of core', ['tsc', '-p', 'core']],
  ['types', ['tsc', '-p', '.']],
  ['generated files are current', ['node', '.ci/scripts/gen.ts', '--check']],
]

/** Test runs, each with its own configuration of vitest. */
const TEST_RUNS: readonly (readonly [string, string])[] = [
  ['tests', 'vitest.config.ts'],
  ['tests in workerd', 'vitest.edge.config.ts'],
]

let passed = 0
let failed = 0

function run(command: readonly string[]): boolean {
  const [program = '', ...args] = command
  return spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'] }).status === 0
}

function count(name: string, isGood: boolean): void {
  console.log(`${isGood ? 'ok' : 'FAILED'}: ${name}`)
  if (isGood) passed++
  else failed++
}

for (const [name, command] of CHECKS) {
  console.log(`\n== ${name}`)
  count(name, run(command))
}

const folder = mkdtempSync(join(tmpdir(), 'kubewhy-ci-'))
for (const [name, config] of TEST_RUNS) {
  console.log(`\n== ${name}`)
  const file = join(folder, `${config}.json`)
  const isGood = run(['vitest', 'run', '--config', config, '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`])
  const result = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as { numPassedTests: number; numFailedTests: number })
    : undefined
  if (result === undefined) {
    count(`${name} ran`, false)
    continue
  }
  passed += result.numPassedTests
  failed += result.numFailedTests
  if (!isGood && result.numFailedTests === 0) count(`${name} ended well`, false)
}

console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
