import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Compiled code, for everything started here. */
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, '../node_modules/.cache/compiled')

/** Loads most of the sources: later processes find them compiled. */
const FIRST = 'generated files are current'

/**
 * Checks that pass or fail as a whole; they run in parallel with each other and with the tests, which often wait. With
 * one thread, tsc takes half the processor time.
 */
const CHECKS: readonly (readonly [string, readonly string[]])[] = [
  [FIRST, ['node', 'scripts/gen.ts', '--check']],
  ['format and lint', ['biome', 'ci', '--colors=off', '.']],
  ['types of core', ['tsc', '--singleThreaded', '-p', 'core']],
  ['types', ['tsc', '--singleThreaded', '-p', '.']],
  ['the bundle of the action is current', ['node', 'scripts/check-action.ts']],
]

/** Test runs, each with its own vitest configuration; they run in parallel. */
const TEST_RUNS: readonly (readonly [string, string])[] = [
  ['tests', 'vitest.config.ts'],
  ['tests in workerd', 'vitest.edge.config.ts'],
]

let passed = 0
let failed = 0

interface Run {
  readonly isGood: boolean
  /** Its output on both streams. */
  readonly said: string
}

function run(command: readonly string[]): Promise<Run> {
  const [program = '', ...args] = command
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  }
  return new Promise(resolve => {
    child.on('error', error => resolve({ isGood: false, said: error.message }))
    child.on('close', code => resolve({ isGood: code === 0, said }))
  })
}

function count(name: string, isGood: boolean): void {
  console.log(`${isGood ? 'ok' : 'FAILED'}: ${name}`)
  if (isGood) passed++
  else failed++
}

const checks = CHECKS.map(([name, command]) => [name, run(command)] as const)
await checks.find(([name]) => name === FIRST)?.[1]

const folder = mkdtempSync(join(tmpdir(), 'kubewhy-ci-'))
const testRuns = TEST_RUNS.map(([name, config]) => {
  const file = join(folder, `${config}.json`)
  const words = ['vitest', 'run', '--config', config, '--silent', '--reporter=json', `--outputFile=${file}`]
  return { name, file, done: run(words) }
})

for (const [name, done] of checks) {
  const { isGood, said } = await done
  console.log(`\n== ${name}`)
  if (!isGood) console.log(said.trim())
  count(name, isGood)
}

interface TestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message?: string
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: string
      readonly failureMessages?: readonly string[]
    }[]
  }[]
}

/** Long enough to see what differs, short enough to see all failures. */
const LINES_SHOWN = 25

function show(text: string): string {
  return text.split('\n').slice(0, LINES_SHOWN).join('\n')
}

/** Prints failures; vitest itself is silent, as it would print every test. */
function explain({ testResults }: TestReport): void {
  for (const { name, status, message, assertionResults } of testResults) {
    const failures = assertionResults.filter(result => result.status === 'failed')
    if (status === 'failed' && failures.length === 0) console.log(`FAILED: ${name}\n${show(message ?? '')}`)
    for (const { fullName, failureMessages = [] } of failures) {
      console.log(`FAILED: ${name}: ${fullName}\n${show(failureMessages.join('\n'))}`)
    }
  }
}

for (const { name, file, done } of testRuns) {
  const { isGood, said } = await done
  console.log(`\n== ${name}`)
  const report = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as TestReport) : undefined
  if (report === undefined) {
    console.log(said.trim())
    count(`${name} ran`, false)
    continue
  }
  explain(report)
  const unread = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every(result => result.status !== 'failed'),
  )
  passed += report.numPassedTests
  failed += report.numFailedTests + unread.length
  if (!isGood && report.numFailedTests + unread.length === 0) {
    console.log(said.trim())
    count(`${name} ended well`, false)
  }
}
rmSync(folder, { recursive: true })

console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
