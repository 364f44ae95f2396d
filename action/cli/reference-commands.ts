import type { Command } from 'commander'
import { rbac } from '../../core/collect/rbac.ts'
import { hostFactsCommand } from '../host-facts/command.ts'
import { UsageError } from './exit-code.ts'
import { print } from './output.ts'

/** Adds `causes` and `explain`; the catalogue is loaded when they run. */
export function addCatalogue(program: Command): void {
  program
    .command('causes')
    .description('List every cause that kubewhy can name.')
    .action(async () => {
      const { listCauses } = await import('./catalogue.ts')
      await print(listCauses())
    })
  program
    .command('explain')
    .argument('<cause>', 'the id of a cause')
    .description('Say what a cause means, how it shows and how to fix it.')
    .action(async (id: string) => {
      const { explainCause } = await import('./catalogue.ts')
      await print(explainCause(id))
    })
}

interface RbacWords {
  readonly namespace?: string
  readonly cluster?: boolean
  readonly logs?: boolean
  readonly watch?: boolean
}

/** Adds `rbac` and `host-facts`: what a person applies or runs so that a diagnosis can see. */
export function addAccess(program: Command): void {
  program
    .command('rbac')
    .option('-n, --namespace <name>', 'rights in one namespace; without it a ClusterRole')
    .option('--cluster', 'rights in the whole cluster (the default without -n)')
    .option('--logs', 'also logs of containers, those that fail before all')
    .option('--watch', 'also what the GitHub Action needs while it waits')
    .description('Print the least role, service account and binding that a diagnosis needs.')
    .action(async ({ namespace, cluster, ...rest }: RbacWords) => {
      if (namespace !== undefined && cluster === true)
        throw new UsageError('-n and --cluster exclude each other.', 'Leave one out.')
      const { manifest, instructions } = rbac({ ...rest, ...(namespace === undefined ? {} : { namespace }) })
      await print(manifest)
      process.stderr.write(`${instructions}\n`)
    })
  program
    .command('host-facts')
    .argument('<node>', 'the name of the node')
    .description('Print the command that collects from a node what the Kubernetes API cannot show.')
    .action((node: string) => print(hostFactsCommand(node)))
}
