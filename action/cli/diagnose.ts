import { readFile } from 'node:fs/promises'
import type { Report, Scope, Snapshot } from '../../core/index.ts'
import { askedScope, liveScope } from '../../core/read/asked-scope.ts'
import type { Format } from '../../core/render/format.ts'
import { readArguments } from './arguments.ts'
import { clusterOption } from './cluster-options.ts'
import { EXIT, exitCodeOf, UsageError } from './exit-code.ts'
import type { LiveOptions } from './live.ts'
import { readLive } from './live.ts'
import { print, writeOutput } from './output.ts'

/** Options of `kubewhy diagnose`. */
export interface DiagnoseOptions extends LiveOptions {
  readonly format: Format
  readonly output?: string
  readonly color?: boolean
  readonly hosts?: string
}

/** More than any List; a file on one's own disk is no attack. */
export const MAX_BYTES = 8 * 1024 ** 3

/** What judges a snapshot is loaded while the cluster answers. */
export const judge = () => import('./judge.ts')

async function read(
  words: readonly string[],
  options: DiagnoseOptions,
): Promise<{ readonly snapshot: Snapshot; readonly scope: Scope }> {
  const liveOnly = clusterOption(options)
  const { path, workload } = readArguments(words)
  const asked = {
    ...(options.namespace === undefined ? {} : { namespace: options.namespace }),
    ...(workload === undefined ? {} : { workload }),
  }
  const isNamed = path !== undefined && words.includes(path)
  if (isNamed && liveOnly !== undefined)
    throw new UsageError(`${liveOnly} has no use with ${path}.`, 'Leave it out: a snapshot needs no cluster.')
  if (path !== undefined && liveOnly === undefined) {
    const { readSource, reducer } = await judge()
    const snapshot = await readSource(path, isNamed, { limits: { maxBytes: MAX_BYTES }, reduce: reducer() })
    if (snapshot !== undefined) return { snapshot, scope: askedScope(snapshot, asked) }
  }
  const live = readLive({ ...options, ...(workload === undefined ? {} : { workload }) }, () => void judge())
  const { snapshot, namespace } = await live
  const scope = { ...asked, ...(namespace === undefined ? {} : { namespace }) }
  return { snapshot, scope: liveScope(snapshot, scope) }
}

export async function textOfFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    throw new UsageError(`${path} cannot be read (${code}).`, 'Name a file of what kubewhy host-facts collects.')
  }
}

async function render(report: Report, options: DiagnoseOptions): Promise<string> {
  const { renderers } = await judge()
  const isTerminal = options.output === undefined && process.stdout.isTTY === true
  const colour = options.color !== false && isTerminal && process.env['NO_COLOR'] === undefined
  return renderers[options.format](report, {
    colour,
    width: Math.min(100, isTerminal ? (process.stdout.columns ?? 80) : 80),
  })
}

/**
 * Runs `kubewhy diagnose`: from a file, a directory, standard input or the live cluster. Returns the exit code. Throws
 * InputError, KubeconfigError and UsageError for what could not be read.
 */
export async function runDiagnose(words: readonly string[], options: DiagnoseOptions): Promise<number> {
  const { snapshot, scope } = await read(words, options)
  const { diagnose, readHostFacts } = await judge()
  const hosts = options.hosts === undefined ? undefined : readHostFacts(await textOfFile(options.hosts))
  const report = diagnose(hosts === undefined ? snapshot : { ...snapshot, hosts }, scope)
  const text = await render(report, options)
  if (options.output === undefined) await print(text)
  else await writeOutput(options.output, text)
  return snapshot.controlPlane?.failure === undefined ? exitCodeOf(report) : EXIT.failed
}
