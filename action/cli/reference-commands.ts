import { type Command, Option } from 'commander'
import { rbac } from '../../core/collect/rbac.ts'
import { hostFactsCommand } from '../host-facts/command.ts'
import { UsageError } from './exit-code.ts'
import { print } from './output.ts'

/** Adds `causes` and `explain`; the catalogue is loaded when they run. */
export function addCatalogue(program: Command): void {
  program
    .command('causes')
    .description('List every cause that kubewhy can name.')
    .addOption(new Option('-o, --output <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .action(async ({ output }: { output: string }) => {
      const { causesJson, listCauses } = await import('./catalogue.ts')
      await print(output === 'json' ? causesJson() : listCauses())
    })
  program
    .command('explain')
    .argument('<word>', 'the id of a cause, or what kubectl prints: CrashLoopBackOff, Pending, OOMKilled')
    .description('Say what a cause means, or which causes can be behind what kubectl prints.')
    .addHelpText('after', '\nExamples:\n  kubewhy explain image-not-found\n  kubewhy explain CrashLoopBackOff')
    .action(async (word: string) => {
      const { explain } = await import('./catalogue.ts')
      await print(explain(word))
    })
}

interface RbacWords {
  readonly namespace?: string
  readonly cluster?: boolean
  readonly logs?: boolean
  readonly watch?: boolean
  readonly check?: boolean
  readonly context?: string
  readonly kubeconfig?: string
}

/** Adds `rbac` and `host-facts`: what a person applies or runs so that a diagnosis can see. */
export function addAccess(program: Command): void {
  program
    .command('rbac')
    .option('-n, --namespace <name>', 'rights in one namespace; without it a ClusterRole')
    .option('--cluster', 'rights in the whole cluster (the default without -n)')
    .option('--logs', 'also logs of containers, those that fail before all')
    .option('--watch', 'also what the GitHub Action needs while it waits')
    .option('--check', 'instead say what the credentials of your kubeconfig can do beyond it')
    .option('--context <name>', 'with --check: the context of the kubeconfig')
    .option('--kubeconfig <path>', 'with --check: the kubeconfig; without it KUBECONFIG or ~/.kube/config')
    .description('Print the least role, service account and binding that a diagnosis needs.')
    .addHelpText(
      'after',
      '\nExamples:\n  kubewhy rbac -n shop --logs | kubectl apply -f -\n  kubewhy rbac -n shop --check',
    )
    .action(async ({ namespace, cluster, ...rest }: RbacWords) => {
      if (namespace !== undefined && cluster === true)
        throw new UsageError('-n and --cluster are mutually exclusive.', 'Leave one out.')
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
    .description('Print the command that collects from a node what the Kubernetes API cannot show.')
    .addHelpText('after', '\nExample:\n  kubewhy host-facts node-1')
    .action((node: string) => print(hostFactsCommand(node)))
}
