import { type Command, Option } from 'commander'
import { UsageError } from './exit-code.ts'
import type { LiveOptions } from './live.ts'

function seconds(text: string): number {
  const value = Number(text)
  if (!(value > 0 && value <= 600))
    throw new UsageError(`invalid --timeout ${JSON.stringify(text.slice(0, 80))}`, 'Give seconds between 1 and 600.')
  return value
}

function namespaceName(text: string): string {
  if (/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(text)) return text
  throw new UsageError(
    `invalid namespace ${JSON.stringify(text.slice(0, 80))}`,
    'Use a name from kubectl get namespaces.',
  )
}

/** Adds the options for a cluster and its namespaces. `isLiveOnly`: the command does not accept a file instead. */
export function withCluster(command: Command, isLiveOnly = false): Command {
  return command
    .option(
      '-n, --namespace <name>',
      `the namespace (can be repeated); by default that of the context${isLiveOnly ? '' : ', or all in a file'}`,
      (text: string, before: readonly string[] = []) => [...new Set([...before, namespaceName(text)])],
    )
    .option('-A, --all-namespaces', 'the whole cluster')
    .option('--context <name>', 'the context of the kubeconfig')
    .option('--kubeconfig <path>', 'the kubeconfig; by default KUBECONFIG or ~/.kube/config')
    .option('--deep', 'also read logs of sidecars, and of ready workloads that have not changed within the last hour')
    .option('--timeout <seconds>', 'how long to read from a live cluster', seconds, 15)
}

/** Adds the options for the output. */
export function withOutput<F extends string>(command: Command, formats: readonly F[]): Command {
  return command
    .addOption(new Option('-o, --output <format>', 'output format').choices([...formats]).default('text'))
    .option('--output-file <file>', 'write to a file')
    .option('--no-color', 'disable colors')
}

/** The first given option that is only for live clusters. Throws a UsageError for mutually exclusive ones. */
export function clusterOption({
  namespace,
  allNamespaces,
  context,
  kubeconfig,
  deep,
}: LiveOptions): string | undefined {
  if (allNamespaces === true && namespace !== undefined)
    throw new UsageError('-n and -A are mutually exclusive.', 'Remove one of them.')
  if (context !== undefined) return '--context'
  if (kubeconfig !== undefined) return '--kubeconfig'
  if (deep === true) return '--deep'
  return allNamespaces === true ? '-A' : undefined
}
