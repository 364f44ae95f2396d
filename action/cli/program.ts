import { Command, CommanderError } from 'commander'
import { KubeconfigError } from '../../api/cluster/kubeconfig-error.ts'
import { InputError } from '../../core/read/error.ts'
import { addCollect, addDiagnose } from './cluster-commands.ts'
import { EXIT, UsageError } from './exit-code.ts'
import { addPath } from './path.ts'
import { addAccess, addCatalogue } from './reference-commands.ts'
import { addServices } from './service-commands.ts'
import { VERSION } from './version.ts'

/** Takes what was thrown; returns the line that a person reads, and never a stack trace. */
function explainError(error: unknown): string {
  if (error instanceof InputError) {
    return `kubewhy: ${error.message}${error.where === undefined ? '' : ` (${error.where})`}\n  ${error.hint}\n`
  }
  if (error instanceof UsageError) return `kubewhy: ${error.message}\n  ${error.hint}\n`
  if (error instanceof KubeconfigError)
    return `kubewhy: ${error.message}\n  Name another with --kubeconfig or --context; a snapshot (kubewhy diagnose FILE) needs no cluster.\n`
  return `kubewhy: ${error instanceof Error ? error.message.split('\n')[0] : 'unknown error'}\n`
}

/** Takes the words after the program's name; runs the command and returns its exit code: 0 nothing wrong, 1 problems, 2 could not look. */
export async function runCli(words: readonly string[]): Promise<number> {
  let code: number = EXIT.fine
  const done = (result: number) => {
    code = result
  }
  const program = new Command('kubewhy')
    .description('Says why a Kubernetes rollout stalled.')
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError('(kubewhy --help lists what it takes)')
    .addHelpText('after', '\nExit codes: 0 nothing wrong, 1 problems found, 2 could not look.')
  addDiagnose(program, done)
  addPath(program, done)
  addCollect(program)
  addCatalogue(program)
  addAccess(program)
  addServices(program, done)
  try {
    await program.parseAsync([...words], { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.failed
    process.stderr.write(explainError(error))
    return EXIT.failed
  }
}
