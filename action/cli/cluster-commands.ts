import type { Command } from 'commander'
import { FORMATS } from '../../core/render/format.ts'
import { clusterOption, withCluster, withOutput } from './cluster-options.ts'
import { type DiagnoseOptions, runDiagnose } from './diagnose.ts'
import { UsageError } from './exit-code.ts'
import { type LiveOptions, readLive } from './live.ts'
import { writeOutput } from './output.ts'
import type { WatchOptions } from './watch.ts'

/** Examples of `diagnose`, which can be called without its name. */
export const EXAMPLES = `
Examples:
  kubewhy -n shop                                    every workload of a namespace
  kubewhy -n shop deploy/web                         one workload; svc/web, ingress/shop, pvc/data, hpa/web work too
  kubewhy -A --summary                               the whole cluster, one line per problem
  kubectl get deploy,rs,po,events -o json | kubewhy  a snapshot from kubectl
  kubewhy -f cluster-dump/ -n shop -o markdown       a snapshot taken earlier
  kubewhy -n shop deploy/web --watch                 wait for the rollout; stop once it cannot succeed
  kubewhy -f snapshot.json --with-patch fix.yaml     what if: diagnose with this change`

const WATCH_ONLY = [
  ['failFast', '--fail-fast'],
  ['settle', '--settle'],
  ['wait', '--wait'],
] as const

/** Adds `diagnose`, which also runs without its name. `done` gets the exit code. */
export function addDiagnose(program: Command, done: (code: number) => void): void {
  const command = withCluster(program.command('diagnose', { isDefault: true }))
    .argument('[target...]', 'a target as in kubectl: deploy/web, svc/web, pvc/data; or a file')
    .summary('find out why a rollout stalled')
    .description(
      'Find out why a rollout stalled: from a snapshot if a file is given or piped in, otherwise from the live cluster.',
    )
    .option('-f, --filename <file>', 'a snapshot: a file, a directory or - (standard input)')
    .option('-l, --selector <selector>', 'only workloads with these labels, as in kubectl')
  withOutput(command, [...FORMATS, 'yaml'] as const)
    .option('--summary', 'one line per problem: short for -o summary')
    .option('--verbose', 'list everything that could not be read, and the RBAC rules that would allow it')
    .option(
      '--with-patch <file>',
      'what if: diagnose with this change, part of a manifest, or target and patch as in Kustomize',
    )
    .option('--hosts <file>', 'host facts of nodes, collected with kubewhy host-facts')
    .option('-w, --watch', 'wait for the rollout; stop once it is done or cannot succeed')
    .option('--fail-fast <mode>', 'with --watch: normal, strict (wait at most 20s for any cause) or off', 'normal')
    .option('--settle <duration>', 'with --watch: how long everything must stay healthy to count as success', '10s')
    .option('--wait <duration>', 'with --watch: how long to wait at most', '10m')
    .addHelpText('after', EXAMPLES)
    .action(async (words: string[], options: DiagnoseOptions & WatchOptions, self: Command) => {
      if (options.summary === true && self.getOptionValueSource('output') === 'cli' && options.output !== 'summary')
        throw new UsageError('-o and --summary are mutually exclusive.', 'Remove one of them.')
      if (options.watch !== true) {
        for (const [name, flag] of WATCH_ONLY)
          if (self.getOptionValueSource(name) === 'cli')
            throw new UsageError(`${flag} cannot be used without --watch.`, 'Add --watch or remove it.')
        return done(await runDiagnose(words, options))
      }
      const { runWatch } = await import('./watch.ts')
      done(await runWatch(words, options))
    })
}

interface CollectWords extends LiveOptions {
  readonly outputFile: string
}

export function addCollect(program: Command): void {
  withCluster(program.command('collect'), true)
    .summary('write a snapshot of the live cluster to a file')
    .description(
      'Write what a diagnosis reads to a .tar.gz, without values of Secrets, ConfigMaps and environment variables.',
    )
    .requiredOption('--output-file <file>', 'the file, for example snapshot.tar.gz')
    .addHelpText('after', '\nExample:\n  kubewhy collect -n shop --output-file snapshot.tar.gz')
    .action(async (options: CollectWords) => {
      clusterOption(options)
      const { snapshot } = await readLive(options)
      const { failure } = snapshot.controlPlane ?? {}
      if (failure !== undefined)
        throw new UsageError(
          `The cluster could not be read: ${failure.message}`,
          'Check the context and the credentials with kubectl get pods.',
        )
      const { snapshotArchive } = await import('../snapshot/archive.ts')
      await writeOutput(options.outputFile, await snapshotArchive(snapshot), true)
      process.stderr.write(
        `wrote ${options.outputFile}: ${snapshot.objects.length} objects, ${snapshot.logs?.length ?? 0} logs\n`,
      )
    })
}
