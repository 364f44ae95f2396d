import type { Command } from 'commander'
import type { Snapshot } from '../../core/index.ts'
import { PATH_FORMATS, type PathFormat } from '../../core/render/format.ts'
import { isPiped } from './arguments.ts'
import { clusterOption, withCluster, withOutput } from './cluster-options.ts'
import { changesOf, loadDiagnosis, MAX_BYTES, type OutputOptions, pageOf, withHosts } from './diagnose.ts'
import { EXIT, UsageError } from './exit-code.ts'
import type { LiveOptions } from './live.ts'
import { readLive } from './live.ts'
import { deliver } from './output.ts'

/** Options of `kubewhy path`. */
interface PathOptions extends LiveOptions, OutputOptions<PathFormat> {
  readonly filename?: string
  readonly hosts?: string
  readonly withPatch?: string
}

/** Reads the live cluster that is meant, and what a path needs of other namespaces. Throws as `readLive` does. */
export async function readForPath(
  from: string,
  to: string,
  options: LiveOptions,
): Promise<{ snapshot: Snapshot; namespace: string | undefined }> {
  const lacks = async (snapshot: Snapshot, namespace: string | undefined) =>
    (await loadDiagnosis()).lacksOf(snapshot, { from, to, namespace })
  const { snapshot, namespaces } = await readLive({ ...options, lacks }, () => void loadDiagnosis())
  const [namespace] = namespaces
  const { failure } = snapshot.controlPlane ?? {}
  if (failure !== undefined)
    throw new UsageError(
      `The cluster could not be read: ${failure.message}`,
      'Check the context and the credentials with kubectl get pods.',
    )
  return { snapshot, namespace }
}

async function read(
  from: string,
  to: string,
  options: PathOptions,
): Promise<{ snapshot: Snapshot; namespace: string | undefined }> {
  const liveOnly = clusterOption(options)
  const path = options.filename ?? (isPiped() && liveOnly === undefined ? '-' : undefined)
  if (path === undefined) return readForPath(from, to, options)
  if (liveOnly !== undefined)
    throw new UsageError(`${liveOnly} cannot be used with -f.`, 'Remove it: a snapshot needs no cluster.')
  const { readSource, reducer } = await loadDiagnosis()
  const snapshot = await readSource(path, { limits: { maxBytes: MAX_BYTES }, reduce: reducer() })
  return { snapshot, namespace: options.namespace?.[0] }
}

async function runPath(from: string, to: string, options: PathOptions): Promise<number> {
  const { snapshot, namespace } = await read(from, to, options)
  const { pathOn, pathRenderers } = await loadDiagnosis()
  const changes = await changesOf(options)
  const report = pathOn(await withHosts(snapshot, options), { from, to, namespace, changes })
  await deliver(pathRenderers[options.output](report, pageOf(options)), options)
  return report.state === 'broken' ? EXIT.problems : EXIT.fine
}

const EXAMPLES = `
Examples:
  kubewhy path -n shop deploy/web svc/api:80
  kubewhy path pod/web-0 10.0.0.7:5432
  kubewhy path deploy/web postgres.db.svc:5432
  kubewhy path internet ingress/shop -f snapshot.tar.gz
  kubewhy path internet httproute/shop
  kubewhy path deploy/web svc/db:5432 --with-patch policy.yaml

Exit codes: 0 no hop is broken, 1 a hop is broken, 2 error.`

/** Adds `path`. `done` gets the exit code. */
export function addPath(program: Command, done: (code: number) => void): void {
  withOutput(withCluster(program.command('path')), PATH_FORMATS)
    .argument('<from>', 'a workload, pod or node (deploy/web), an address, or internet')
    .argument(
      '<to>',
      'a Service, pod, node, Ingress, Gateway route or VirtualService (svc/api:80, tcproute/db), or host:port as an app uses it',
    )
    .summary('check whether one end of the network can reach another')
    .description(
      'Trace a connection hop by hop: name, Service port, endpoints, target port, network policies of both ends, nodes. Show the first broken hop, and how to check hops that could not be read.',
    )
    .option('-f, --filename <file>', 'a file, a directory or -, instead of the live cluster; piped input is read too')
    .option(
      '--with-patch <file>',
      'what if: check whether this change opens the path; same format as kubewhy --with-patch',
    )
    .option('--hosts <file>', 'host facts of nodes, collected with kubewhy host-facts')
    .addHelpText('after', EXAMPLES)
    .action(async (from: string, to: string, options: PathOptions) => done(await runPath(from, to, options)))
}
