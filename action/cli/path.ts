import { type Command, Option } from 'commander'
import type { Snapshot } from '../../core/index.ts'
import { PATH_FORMATS, type PathFormat } from '../../core/render/format.ts'
import { isPiped } from './arguments.ts'
import { clusterOption, withCluster } from './cluster-options.ts'
import { judge, MAX_BYTES, textOfFile } from './diagnose.ts'
import { EXIT, UsageError } from './exit-code.ts'
import type { LiveOptions } from './live.ts'
import { readLive } from './live.ts'
import { print, writeOutput } from './output.ts'

/** Options of `kubewhy path`. */
interface PathOptions extends LiveOptions {
  readonly format: PathFormat
  readonly snapshot?: string
  readonly output?: string
  readonly color?: boolean
  readonly hosts?: string
}

/** Lists of several namespaces as one snapshot; what is of the whole cluster was read more than once. */
function joined([first, ...more]: readonly Snapshot[]): Snapshot {
  if (first === undefined) return { objects: [] }
  const all = [first, ...more]
  return {
    ...first,
    objects: all.flatMap(({ objects }) => objects),
    lists: all.flatMap(({ lists = [] }) => lists),
    unseen: all.flatMap(({ unseen = [] }) => unseen),
    logs: all.flatMap(({ logs = [] }) => logs),
  }
}

async function readCluster(
  to: string,
  options: PathOptions,
): Promise<{ snapshot: Snapshot; namespace: string | undefined }> {
  const { snapshot, namespace } = await readLive(options, () => void judge())
  const { namespacesOf } = await judge()
  const { failure } = snapshot.controlPlane ?? {}
  if (failure !== undefined)
    throw new UsageError(
      `The cluster could not be read: ${failure.message}`,
      'Check the context and the credentials with kubectl get pods.',
    )
  const others = namespace === undefined ? [] : namespacesOf(to).filter(name => name !== namespace)
  const more: Snapshot[] = []
  for (const other of others) more.push((await readLive({ ...options, namespace: other })).snapshot)
  return { snapshot: joined([snapshot, ...more]), namespace }
}

async function read(to: string, options: PathOptions): Promise<{ snapshot: Snapshot; namespace: string | undefined }> {
  const liveOnly = clusterOption(options)
  const path = options.snapshot ?? (isPiped() && liveOnly === undefined ? '-' : undefined)
  if (path === undefined) return readCluster(to, options)
  if (liveOnly !== undefined)
    throw new UsageError(`${liveOnly} has no use with --snapshot.`, 'Leave it out: a snapshot needs no cluster.')
  const { readSource, reducer } = await judge()
  const snapshot = await readSource(path, options.snapshot !== undefined, {
    limits: { maxBytes: MAX_BYTES },
    reduce: reducer(),
  })
  return snapshot === undefined ? readCluster(to, options) : { snapshot, namespace: options.namespace }
}

async function runPath(from: string, to: string, options: PathOptions): Promise<number> {
  const { snapshot, namespace } = await read(to, options)
  const { pathRenderers, readHostFacts, reportPath } = await judge()
  const hosts = options.hosts === undefined ? undefined : readHostFacts(await textOfFile(options.hosts))
  const report = reportPath(hosts === undefined ? snapshot : { ...snapshot, hosts }, { from, to, namespace })
  const isTerminal = options.output === undefined && process.stdout.isTTY === true
  const text = pathRenderers[options.format](report, {
    colour: options.color !== false && isTerminal && process.env['NO_COLOR'] === undefined,
    width: Math.min(100, isTerminal ? (process.stdout.columns ?? 80) : 80),
  })
  if (options.output === undefined) await print(text)
  else await writeOutput(options.output, text)
  return report.state === 'broken' ? EXIT.problems : EXIT.fine
}

const EXAMPLES = `
Examples:
  kubewhy path -n shop deploy/web svc/api:80
  kubewhy path pod/web-0 10.0.0.7:5432
  kubewhy path deploy/web postgres.db.svc:5432
  kubewhy path internet ingress/shop --snapshot snapshot.tar.gz

Exit codes: 0 nothing on the way is broken, 1 a hop is broken, 2 could not look.`

/** Adds `path`. `done` is told the exit code. */
export function addPath(program: Command, done: (code: number) => void): void {
  withCluster(program.command('path'))
    .argument('<from>', 'a workload, pod or node (deploy/web), an address, or internet')
    .argument('<to>', 'a Service, pod, Ingress (svc/api:80), or host:port as a program uses it')
    .summary('say whether one end of the network reaches another')
    .description(
      'Walks the way of a connection hop by hop: name, Service port, endpoints, target port, network policies of both ends, nodes. Names the first hop that is broken, and what would decide those that could not be read.',
    )
    .option('--snapshot <file>', 'a file, a directory or -, instead of the live cluster; what is piped in is read too')
    .addOption(new Option('-f, --format <format>', 'how to print it').choices([...PATH_FORMATS]).default('text'))
    .option('-o, --output <file>', 'write it to a file')
    .option('--hosts <file>', 'host facts of nodes, as kubewhy host-facts collects them')
    .option('--no-color', 'no colours')
    .addHelpText('after', EXAMPLES)
    .action(async (from: string, to: string, options: PathOptions) => done(await runPath(from, to, options)))
}
