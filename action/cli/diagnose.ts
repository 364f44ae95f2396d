import { readFile } from 'node:fs/promises'
import { stringify } from 'yaml'
import { KubeconfigError } from '../../core/connect/kubeconfig-error.ts'
import type { Report, Snapshot } from '../../core/index.ts'
import type { Change } from '../../core/patch/patched.ts'
import { askedScope, liveScope, namedObjects } from '../../core/read/asked-scope.ts'
import type { Format } from '../../core/render/format.ts'
import { type NamedObject, targetsNamed } from '../inputs/target-names.ts'
import { bareName, readArguments } from './arguments.ts'
import { clusterOption } from './cluster-options.ts'
import { EXIT, exitCodeOf, UsageError } from './exit-code.ts'
import type { LiveOptions } from './live.ts'
import { readLive } from './live.ts'
import { deliver } from './output.ts'
import type { Asked } from './scope.ts'

/** Format and destination of a command's output. */
export interface OutputOptions<F extends string> {
  readonly output: F
  readonly outputFile?: string
  readonly color?: boolean
}

/** Options of `kubewhy diagnose`. */
export interface DiagnoseOptions extends LiveOptions, OutputOptions<Format | 'yaml'> {
  readonly filename?: string
  readonly selector?: string
  readonly summary?: boolean
  readonly verbose?: boolean
  readonly withPatch?: string
  readonly hosts?: string
}

/** More than any List; a local file is not an attack. */
export const MAX_BYTES = 8 * 1024 ** 3

/** Loads the rules while the cluster responds. */
export const loadDiagnosis = () => import('./diagnosis-modules.ts')

/** The only requested namespace; undefined for all that was read, or several. */
const single = (names: readonly string[] | undefined) => (names?.length === 1 ? names[0] : undefined)

async function read(
  words: readonly string[],
  options: DiagnoseOptions,
): Promise<{ readonly snapshot: Snapshot; readonly asked: Asked }> {
  const liveOnly = clusterOption(options)
  const { filename, namespace: named = [], selector } = options
  const { path, target, bare } = readArguments(words, filename, liveOnly !== undefined, named.length > 0, selector)
  if (path !== undefined && path !== '-' && liveOnly !== undefined)
    throw new UsageError(`${liveOnly} cannot be used with ${path}.`, 'Remove it: a snapshot needs no cluster.')
  const about = (snapshot: Snapshot, namespaces: readonly string[], check: typeof askedScope): Asked => {
    if (bare !== undefined) throw bareName(bare, targetsNamed(bare, namedObjects(snapshot, single(namespaces))))
    const scope = check(snapshot, scopeOf(single(namespaces), target))
    return {
      ...(scope.namespace === undefined ? {} : { namespace: scope.namespace }),
      ...(target === undefined ? {} : { target }),
      ...(selector === undefined ? {} : { selector }),
      namespaces,
    }
  }
  if (path !== undefined) {
    const { readSource, reducer } = await loadDiagnosis()
    const snapshot = await readSource(path, { limits: { maxBytes: MAX_BYTES }, reduce: reducer() })
    return { snapshot, asked: about(snapshot, named, askedScope) }
  }
  const workload = target === undefined ? {} : { workload: target }
  const lacks = async (read: Snapshot, namespace: string | undefined) =>
    (await loadDiagnosis()).lacksOfDiagnosis(read, scopeOf(namespace, target))
  const { snapshot, namespaces } = await readLive({ ...options, ...workload, lacks }, () => void loadDiagnosis()).catch(
    error => {
      throw bare !== undefined && error instanceof KubeconfigError ? bareName(bare, []) : error
    },
  )
  return { snapshot, asked: about(snapshot, namespaces, liveScope) }
}

function scopeOf(namespace: string | undefined, workload: NamedObject | undefined) {
  return { ...(namespace === undefined ? {} : { namespace }), ...(workload === undefined ? {} : { workload }) }
}

async function textOfFile(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    throw new UsageError(`${path} cannot be read (${code}).`, `Name a file with ${what}.`)
  }
}

/** The snapshot with the host facts of `--hosts`. */
export async function withHosts(snapshot: Snapshot, { hosts }: { readonly hosts?: string }): Promise<Snapshot> {
  if (hosts === undefined) return snapshot
  const { readHostFacts } = await loadDiagnosis()
  return { ...snapshot, hosts: readHostFacts(await textOfFile(hosts, 'host facts from kubewhy host-facts')) }
}

/** The changes of `--with-patch`. */
export async function changesOf({ withPatch }: { readonly withPatch?: string }): Promise<readonly Change[]> {
  if (withPatch === undefined) return []
  const { changesIn } = await loadDiagnosis()
  return changesIn(await textOfFile(withPatch, 'patches'), withPatch)
}

/** Properties of the destination that a format may depend on. */
export function pageOf({ outputFile, color }: OutputOptions<string>): {
  readonly colour: boolean
  readonly width: number
} {
  const isTerminal = outputFile === undefined && process.stdout.isTTY === true
  return {
    colour: color !== false && isTerminal && process.env['NO_COLOR'] === undefined,
    width: Math.min(100, isTerminal ? (process.stdout.columns ?? 80) : 80),
  }
}

/** The report in the requested format. */
export async function rendered(report: Report, options: DiagnoseOptions): Promise<string> {
  const { renderers } = await loadDiagnosis()
  const format = options.summary === true ? 'summary' : options.output
  if (format === 'yaml') return stringify(JSON.parse(renderers.json(report)))
  return renderers[format](report, { ...pageOf(options), verbose: options.verbose === true })
}

/**
 * Runs `kubewhy diagnose` on a file, a directory, standard input or the live cluster. Returns the exit code. Throws
 * InputError, KubeconfigError and UsageError for what could not be read.
 */
export async function runDiagnose(words: readonly string[], options: DiagnoseOptions): Promise<number> {
  const { snapshot, asked } = await read(words, options)
  const { reportOn } = await loadDiagnosis()
  const report = reportOn(await withHosts(snapshot, options), asked, await changesOf(options))
  await deliver(await rendered(report, options), options)
  if (snapshot.controlPlane?.failure !== undefined) return EXIT.failed
  // A requested Service or claim is not a workload, but `askedScope` found it.
  const isEmpty = report.workloads.length === 0 && report.problems.length === 0 && asked.target === undefined
  return isEmpty ? EXIT.failed : exitCodeOf(report)
}
