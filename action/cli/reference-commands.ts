import { type Command, Option } from 'commander'
import { rbac } from '../../core/collect/rbac.ts'
import { hostFactsCommand } from '../host-facts/command.ts'
import { UsageError } from './exit-code.ts'
import { print } from './output.ts'

/** Adds `causes` and `explain`; the catalogue is loaded when they run. */
export function addCatalogue(program: Command): void {
  program
    .command('causes')
    .summary('list every cause that kubewhy knows')
    .description('List every cause that kubewhy knows.')
    .addOption(new Option('-o, --output <format>', 'output format').choices(['text', 'json']).default('text'))
    .addHelpText('after', '\nExamples:\n  kubewhy causes\n  kubewhy causes -o json')
    .action(async ({ output }: { output: string }) => {
      const { causesJson, listCauses } = await import('./catalogue.ts')
      await print(output === 'json' ? causesJson() : listCauses())
    })
  program
    .command('explain')
    .argument('<word>', 'a cause id, or a status from kubectl: CrashLoopBackOff, Pending, OOMKilled')
    .summary('explain a cause, or list the possible causes of a status')
    .description('Explain a cause, or list the possible causes of a status from kubectl.')
    .addHelpText('after', '\nExamples:\n  kubewhy explain image-not-found\n  kubewhy explain CrashLoopBackOff')
    .action(async (word: string) => {
      const { explain } = await import('./catalogue.ts')
      await print(explain(word))
    })
}

interface RbacWords {
  readonly namespace?: string
  readonly cluster?: boolean
  readonly pathsTo?: readonly string[]
  readonly logs?: boolean
  readonly watch?: boolean
  readonly check?: boolean
  readonly context?: string
  readonly kubeconfig?: string
}

/** Adds `rbac` and `host-facts`, which prepare access for a diagnosis. */
export function addAccess(program: Command): void {
  program
    .command('rbac')
    .option('-n, --namespace <name>', 'permissions in one namespace; a ClusterRole by default')
    .option('--cluster', 'permissions in the whole cluster (the default without -n)')
    .option(
      '--paths-to <name>',
      'with -n: also what kubewhy path needs of another namespace, such as istio-system (can be repeated)',
      (name: string, before: readonly string[] = []) => [...before, name],
    )
    .option('--logs', 'also container logs, mainly of failing containers')
    .option('--watch', 'also what --watch and the GitHub Action need')
    .option('--check', 'instead list what your kubeconfig’s credentials allow beyond that')
    .option('--context <name>', 'with --check: the context of the kubeconfig')
    .option('--kubeconfig <path>', 'with --check: the kubeconfig; by default KUBECONFIG or ~/.kube/config')
    .summary('print the minimal RBAC manifests for a diagnosis')
    .description('Print the minimal role, service account and binding for a diagnosis.')
    .addHelpText(
      'after',
      '\nExamples:\n  kubewhy rbac -n shop --logs | kubectl apply -f -\n  kubewhy rbac -n shop --paths-to istio-system\n  kubewhy rbac -n shop --check',
    )
    .action(async ({ namespace, cluster, ...rest }: RbacWords) => {
      if (namespace !== undefined && cluster === true)
        throw new UsageError('-n and --cluster are mutually exclusive.', 'Remove one of them.')
      if (namespace === undefined && rest.pathsTo !== undefined)
        throw new UsageError('--paths-to cannot be used without -n.', 'Permissions in the whole cluster include it.')
      if (rest.check === true) {
        const { rightsOf } = await import('./live.ts')
        return print(`${await rightsOf(rest, namespace)}\n`)
      }
      const { manifest, instructions } = rbac({ ...rest, ...(namespace === undefined ? {} : { namespace }) })
      await print(manifest)
      process.stderr.write(`${instructions}\n`)
    })
  program
    .command('host-facts')
    .argument('<node>', 'the name of the node')
    .summary('print the command that collects host facts from a node')
    .description('Print the command that collects facts from a node that the Kubernetes API does not have.')
    .addHelpText('after', '\nExample:\n  kubewhy host-facts node-1')
    .action((node: string) => print(hostFactsCommand(node)))
}
