import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** How one run of the bundle is set up. */
export interface ActionRun {
  /** The folder that holds the bundle. */
  readonly bundle: string
  readonly inputs: Readonly<Record<string, string>>
  readonly event?: { readonly name: string; readonly payload: unknown }
  /** Address of GitHub's API. */
  readonly api?: string
  readonly runId?: number
  /** Files of the workspace by path. */
  readonly files?: Readonly<Record<string, string>>
  /** Links in the workspace, and where they lead. */
  readonly links?: Readonly<Record<string, string>>
  readonly repository?: string
}

export interface ActionResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
}

/** A run that has been started. */
export interface StartedAction {
  readonly done: Promise<ActionResult>
  /** Settles when the log holds the text. */
  prints(text: string): Promise<void>
  kill(signal: NodeJS.Signals): void
}

/** Runs the bundle as the runner does: another process that has the runner's environment and files and nothing else. */
export function startAction(run: ActionRun): StartedAction {
  const folder = mkdtempSync(join(tmpdir(), 'kubewhy-run-'))
  const workspace = join(folder, 'workspace')
  mkdirSync(workspace)
  for (const [path, text] of Object.entries(run.files ?? {})) {
    mkdirSync(join(workspace, path, '..'), { recursive: true })
    writeFileSync(join(workspace, path), text)
  }
  for (const [path, target] of Object.entries(run.links ?? {})) symlinkSync(target, join(workspace, path))
  const file = (name: string, text = '') => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const [output, summary] = [file('output'), file('summary')]
  const inputs = Object.entries(run.inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])
  const env: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
    HOME: folder,
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: folder,
    GITHUB_OUTPUT: output,
    GITHUB_STEP_SUMMARY: summary,
    GITHUB_REPOSITORY: run.repository ?? 'octo/shop',
    GITHUB_RUN_ID: String(run.runId ?? 100),
    GITHUB_RUN_ATTEMPT: '1',
    ...(run.event === undefined
      ? {}
      : {
          GITHUB_EVENT_NAME: run.event.name,
          GITHUB_EVENT_PATH: file('event.json', JSON.stringify(run.event.payload)),
        }),
    ...(run.api === undefined ? {} : { GITHUB_API_URL: run.api }),
    ...Object.fromEntries(inputs),
  }
  const child = spawn(process.execPath, [join(run.bundle, 'index.js')], { env, cwd: workspace })
  let stdout = ''
  let stderr = ''
  const waiting = new Set<{ readonly text: string; readonly resolve: () => void }>()
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk
    for (const each of waiting) if (stdout.includes(each.text)) each.resolve()
  })
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk
  })
  const done = new Promise<ActionResult>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => {
      const outputs = readOutputs(readFileSync(output, 'utf8'))
      resolve({ code, stdout, stderr, outputs, summary: readFileSync(summary, 'utf8') })
    })
  })
  return {
    done,
    prints: text =>
      stdout.includes(text) ? Promise.resolve() : new Promise<void>(resolve => waiting.add({ text, resolve })),
    kill: signal => child.kill(signal),
  }
}

/** The runner's file of outputs: `name<<delimiter`, the value, the delimiter. */
function readOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {}
  for (const [, name, delimiter, value] of text.matchAll(/^([\w-]+)<<(\S+)\n([\s\S]*?)\n?\2$/gm)) {
    if (name !== undefined && delimiter !== undefined) outputs[name] = value ?? ''
  }
  return outputs
}
