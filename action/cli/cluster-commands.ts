import { type Command, Option } from 'commander'
import { FORMATS } from '../../core/render/format.ts'
import { clusterOption, withCluster } from './cluster-options.ts'
import { type DiagnoseOptions, runDiagnose } from './diagnose.ts'
import { UsageError } from './exit-code.ts'
import { type LiveOptions, readLive } from './live.ts'
import { writeOutput } from './output.ts'

/** Adds `diagnose`, which is also what runs without the name of a command. `done` is told the exit code. */
export function addDiagnose(program: Command, done: (code: number) => void): void {
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

/** Adds `collect`. */
export function addCollect(program: Command): void {
  withCluster(program.command('collect'))
    .summary('write a snapshot of the live cluster to a file')
    .description(
      'Writes what a diagnosis reads to a .tar.gz, without values of Secrets, ConfigMaps and environment variables.',
    )
    .requiredOption('-o, --output <file>', 'the file, for example snapshot.tar.gz')
    .action(async (options: LiveOptions & { output: string }) => {
      clusterOption(options)
      const { snapshot } = await readLive(options)
      const { failure } = snapshot.controlPlane ?? {}
      if (failure !== undefined)
        throw new UsageError(
          `The cluster could not be read: ${failure.message}`,
          'Check the context and the credentials with kubectl get pods.',
        )
      const { snapshotArchive } = await import('../snapshot/archive.ts')
      await writeOutput(options.output, await snapshotArchive(snapshot), true)
      process.stderr.write(
        `wrote ${options.output}: ${snapshot.objects.length} objects, ${snapshot.logs?.length ?? 0} logs\n`,
      )
    })
}
