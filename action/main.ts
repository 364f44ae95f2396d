import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as core from '@actions/core'
import { Cluster } from '../core/cluster/cluster.ts'
import type { Snapshot } from '../core/index.ts'
import { InputError } from '../core/read/error.ts'
import { textRedactor } from '../core/redact/redact.ts'
import { formsOf } from '../core/redact/secret-parts.ts'
import { secretValues } from '../core/redact/secret-values.ts'
import { credentialsOf } from './cluster/kubeconfig-input.ts'
import { conclude } from './conclude.ts'
import { diagnoseSnapshot } from './diagnose-snapshot.ts'
import { type Run, readRun } from './github/run.ts'
import { type Inputs, readInputs } from './inputs.ts'
import type { Outcome } from './outcome.ts'
import type { WatchContext } from './watch-cluster.ts'
import { insideWorkspace } from './workspace.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Beyond this number, values are redacted from what is sent, but not masked by the runner. */
const MAX_MASKS = 1000

/** Runs the step in the runner's environment. Never throws: errors fail the step with a sentence. */
export async function main(env: Environment): Promise<void> {
  let hide = textRedactor([])
  try {
    const inputs = readInputs(core.getInput)
    const workspace = env['GITHUB_WORKSPACE'] || process.cwd()
    const temp = env['RUNNER_TEMP'] || tmpdir()
    const given = credentials(inputs, workspace)
    hide = textRedactor(longestFirst(given))
    await checkSarifPath(inputs, workspace)
    const run = runOf(env)
    const outcome = await find(inputs, { workspace, temp, hide })
    hide = textRedactor(longestFirst([...given, ...hiddenIn(outcome.snapshot)]))
    await conclude(inputs, outcome, { run, workspace, temp, hide })
  } catch (error) {
    core.setFailed(hide(sentence(error)))
  }
}

/** Reports at the start what would keep the report from being written at the end. */
async function checkSarifPath(inputs: Inputs, workspace: string): Promise<void> {
  const path = inputs['sarif-path']
  if (path === undefined) return
  await insideWorkspace(workspace, path).catch((error: unknown) => {
    throw new Error(`sarif-path: ${sentence(error)}`)
  })
}

async function find(inputs: Inputs, context: Omit<WatchContext, 'cancelled'>): Promise<Outcome> {
  const { snapshot } = inputs
  if (snapshot !== undefined) return diagnoseSnapshot({ ...inputs, snapshot }, context.workspace)
  const { watchCluster } = await import('./watch-cluster.ts')
  let stop = () => {}
  const cancelled = new Promise<void>(resolve => {
    stop = resolve
  })
  // The runner sends SIGINT to cancel a step, and SIGTERM 7.5 s later.
  process.once('SIGINT', stop).once('SIGTERM', stop)
  try {
    return await watchCluster(inputs, { ...context, cancelled })
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop)
  }
}

/** The step's credentials, masked in the log from now on. */
function credentials(inputs: Inputs, workspace: string): readonly string[] {
  const cluster = inputs.snapshot === undefined ? credentialsOf(inputs, workspace) : []
  const all = [...(inputs.token === undefined ? [] : [inputs.token]), ...cluster]
  for (const secret of all) core.setSecret(secret)
  return all
}

/** One value may contain another: the longer must be redacted first. */
function longestFirst(values: readonly string[]): readonly string[] {
  return [...values].sort((a, b) => b.length - a.length)
}

/** The secret values of a snapshot, masked in the log from now on. */
function hiddenIn(snapshot: Snapshot): readonly string[] {
  const values = secretValues(new Cluster(snapshot))
  for (const form of values.flatMap(formsOf).slice(0, MAX_MASKS)) core.setSecret(form)
  return values
}

/** Outside a workflow run there is only the log. */
function runOf(env: Environment): Run | undefined {
  try {
    return readRun(env, path => readFileSync(path, 'utf8'))
  } catch (error) {
    core.notice(sentence(error))
    return undefined
  }
}

function sentence(error: unknown): string {
  if (error instanceof InputError)
    return `${error.where === undefined ? '' : `${error.where}: `}${error.message} ${error.hint}`
  return error instanceof Error ? error.message : 'An unknown error occurred.'
}
