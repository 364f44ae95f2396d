import type { Command } from 'commander'
import { UsageError } from './exit-code.ts'
import type { LiveOptions } from './live.ts'

function seconds(text: string): number {
  const value = Number(text)
  if (!(value > 0 && value <= 600)) throw new UsageError(`${text} is no time limit.`, 'Give seconds between 1 and 600.')
  return value
}

function namespaceName(text: string): string {
  if (/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(text)) return text
  throw new UsageError(
    `${JSON.stringify(text.slice(0, 80))} is no name of a namespace.`,
    'Name one as kubectl get namespaces prints it.',
  )
}

/** Adds the options that name a cluster and what of it. */
export function withCluster(command: Command): Command {
  return command
    .option(
      '-n, --namespace <name>',
      'the namespace; without it the one of the context, or all that a file holds',
      namespaceName,
    )
    .option('--context <name>', 'the context of the kubeconfig')
    .option('--kubeconfig <path>', 'the kubeconfig; without it KUBECONFIG or ~/.kube/config')
    .option('-A, --all-namespaces', 'the whole cluster')
    .option('--deep', 'also read the logs of what is ready where nothing has changed within the hour, and of sidecars')
    .option('--timeout <seconds>', 'how long to read from a live cluster', seconds, 15)
}

/** Takes options; returns one that only a live cluster has a use for, where it is given. Throws a UsageError where two exclude each other. */
export function clusterOption({
  namespace,
  allNamespaces,
  context,
  kubeconfig,
  deep,
}: LiveOptions): string | undefined {
  if (allNamespaces === true && namespace !== undefined)
    throw new UsageError('-n and -A exclude each other.', 'Leave one out.')
  if (context !== undefined) return '--context'
  if (kubeconfig !== undefined) return '--kubeconfig'
  if (deep === true) return '--deep'
  return allNamespaces === true ? '-A' : undefined
}
