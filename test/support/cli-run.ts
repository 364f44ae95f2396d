import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PROGRAM = join(import.meta.dirname, '../../action/cli.ts')

/** A home without a kubeconfig. */
const HOME = mkdtempSync(join(tmpdir(), 'kubewhy-home-'))

/** How one run of the command line is set up. */
export interface CliRun {
  /** What is piped into standard input, which is /dev/null when absent. */
  readonly stdin?: string | Uint8Array
  readonly env?: Readonly<Record<string, string>>
  /** The program, for one that was installed. */
  readonly program?: string
}

export interface CliResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

const environment = (more: CliRun['env'] = {}) => ({
  PATH: process.env['PATH'],
  HOME,
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
  ...more,
})

/** Runs the command line in a process of its own. */
export function runCli(words: readonly string[], run: CliRun = {}): Promise<CliResult> {
  return finish(process.execPath, [run.program ?? PROGRAM, ...words], run)
}

/** Runs the command line in a terminal; what it writes to both outputs is `stdout`. */
export function runInTerminal(words: readonly string[], run: CliRun = {}): Promise<CliResult> {
  const line = [process.execPath, PROGRAM, ...words].map(word => `'${word.replaceAll("'", "'\\''")}'`).join(' ')
  return finish('script', ['--quiet', '--return', '--command', line, '/dev/null'], run)
}

function finish(program: string, words: readonly string[], run: CliRun): Promise<CliResult> {
  const child = spawn(program, words, {
    env: environment(run.env),
    stdio: [run.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk
  })
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk
  })
  child.stdin?.on('error', () => undefined)
  child.stdin?.end(run.stdin)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => resolve({ code, stdout, stderr }))
  })
}
