import { writeFile } from 'node:fs/promises'
import { Command, CommanderError, Option } from 'commander'
import { KubeconfigError } from '../../api/cluster/kubeconfig-error.ts'
import { rbac } from '../../core/collect/rbac.ts'
import { InputError } from '../../core/read/index.ts'
import { FORMATS } from '../../core/render/index.ts'
import { hostFactsCommand } from '../host-facts/command.ts'
import { snapshotArchive } from '../snapshot/archive.ts'
import { explainCause, listCauses } from './catalogue.ts'
import type { DiagnoseOptions } from './diagnose.ts'
import { runDiagnose } from './diagnose.ts'
import { EXIT, UsageError } from './exit-code.ts'
import type { LiveOptions } from './live.ts'
import { readLive } from './live.ts'
import { VERSION } from './version.ts'

function seconds(text: string): number {
  const value = Number(text)
  if (!(value > 0 && value <= 600)) throw new UsageError(`${text} is no time limit.`, 'Give seconds between 1 and 600.')
  return value
}

function withCluster(command: Command): Command {
  return command
    .option('-n, --namespace <name>', 'the namespace; without it the one of the context, or all that a file holds')
    .option('--context <name>', 'the context of the kubeconfig')
    .option('--kubeconfig <path>', 'the kubeconfig; without it KUBECONFIG or ~/.kube/config')
    .option('-A, --all-namespaces', 'the whole cluster')
    .option('--timeout <seconds>', 'how long to read from a live cluster', seconds, 15)
}

function print(text: string): void {
  process.stdout.write(text)
}

function addDiagnose(program: Command, done: (code: number) => void): void {
  withCluster(program.command('diagnose', { isDefault: true }))
    .argument('[what...]', 'a file, a directory or - (standard input), and a workload such as deploy/web')
    .summary('say why a rollout stalled')
    .description(
      'Says why a rollout stalled: from a snapshot where a file is named or piped in, else from the live cluster.',
    )
    .addOption(new Option('-f, --format <format>', 'how to print it').choices([...FORMATS]).default('text'))
    .option('-o, --output <file>', 'write it to a file')
    .option('--hosts <file>', 'host facts of nodes, as kubewhy host-facts collects them')
    .option('--no-color', 'no colours')
    .action(async (words: string[], options: DiagnoseOptions) => done(await runDiagnose(words, options)))
}

function addCollect(program: Command): void {
  withCluster(program.command('collect'))
    .summary('write a snapshot of the live cluster to a file')
    .description(
      'Writes what a diagnosis reads to a .tar.gz, without values of Secrets, ConfigMaps and environment variables.',
    )
    .requiredOption('-o, --output <file>', 'the file, for example snapshot.tar.gz')
    .action(async (options: LiveOptions & { output: string }) => {
      const { snapshot } = await readLive(options)
      const { failure } = snapshot.controlPlane ?? {}
      if (failure !== undefined)
        throw new UsageError(
          `The cluster could not be read: ${failure.message}`,
          'Check the context and the credentials with kubectl get pods.',
        )
      await writeFile(options.output, await snapshotArchive(snapshot), { mode: 0o600 })
      process.stderr.write(
        `wrote ${options.output}: ${snapshot.objects.length} objects, ${snapshot.logs?.length ?? 0} logs\n`,
      )
    })
}

function addCatalogue(program: Command): void {
  program
    .command('causes')
    .description('List every cause that kubewhy can name.')
    .action(() => print(listCauses()))
  program
    .command('explain')
    .argument('<cause>', 'the id of a cause')
    .description('Say what a cause means, how it shows and how to fix it.')
    .action((id: string) => print(explainCause(id)))
}

function addAccess(program: Command): void {
  program
    .command('rbac')
    .option('-n, --namespace <name>', 'rights in one namespace; without it a ClusterRole')
    .option('--cluster', 'rights in the whole cluster (the default without -n)')
    .option('--logs', 'also the logs of containers that fail')
    .option('--watch', 'also what the GitHub Action needs while it waits')
    .description('Print the least role, service account and binding that a diagnosis needs.')
    .action(
      ({ namespace, cluster, ...rest }: { namespace?: string; cluster?: boolean; logs?: boolean; watch?: boolean }) => {
        if (namespace !== undefined && cluster === true)
          throw new UsageError('-n and --cluster exclude each other.', 'Leave one out.')
        const { manifest, instructions } = rbac({ ...rest, ...(namespace === undefined ? {} : { namespace }) })
        print(manifest)
        process.stderr.write(`${instructions}\n`)
      },
    )
  program
    .command('host-facts')
    .argument('<node>', 'the name of the node')
    .description('Print the command that collects from a node what the Kubernetes API cannot show.')
    .action((node: string) => print(hostFactsCommand(node)))
}

function addServices(program: Command): void {
  program
    .command('serve')
    .description('Serve the HTTP API on HOST:PORT (127.0.0.1:8787).')
    .action(async () => {
      await import('../../api/node.ts')
    })
  program
    .command('mcp')
    .description('Serve agents over the Model Context Protocol, on standard input and output.')
    .action(async () => {
      const { runMcp } = await import('./mcp.ts')
      await runMcp()
    })
}

/** Takes what was thrown; returns the line that a person reads, and never a stack trace. */
function explainError(error: unknown): string {
  if (error instanceof InputError) {
    return `kubewhy: ${error.message}${error.where === undefined ? '' : ` (${error.where})`}\n  ${error.hint}\n`
  }
  if (error instanceof UsageError) return `kubewhy: ${error.message}\n  ${error.hint}\n`
  if (error instanceof KubeconfigError) return `kubewhy: ${error.message}\n`
  return `kubewhy: ${error instanceof Error ? error.message.split('\n')[0] : 'unknown error'}\n`
}

/** Takes the words after the program's name; runs the command and returns its exit code: 0 nothing wrong, 1 problems, 2 could not look. */
export async function runCli(words: readonly string[]): Promise<number> {
  let code: number = EXIT.fine
  const program = new Command('kubewhy')
    .description('Says why a Kubernetes rollout stalled.')
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError('(kubewhy --help lists what it takes)')
    .addHelpText('after', '\nExit codes: 0 nothing wrong, 1 problems found, 2 could not look.')
  addDiagnose(program, result => {
    code = result
  })
  addCollect(program)
  addCatalogue(program)
  addAccess(program)
  addServices(program)
  try {
    await program.parseAsync([...words], { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.failed
    process.stderr.write(explainError(error))
    return EXIT.failed
  }
}
