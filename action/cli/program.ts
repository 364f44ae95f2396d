import { Command, CommanderError } from 'commander'
import { KubeconfigError } from '../../core/connect/kubeconfig-error.ts'
import { nearest } from '../../core/nearest.ts'
import { InputError } from '../../core/read/error.ts'
import { isTargetKind } from '../inputs/target-names.ts'
import { exists } from './arguments.ts'
import { addCollect, addDiagnose, EXAMPLES } from './cluster-commands.ts'
import { EXIT, UsageError } from './exit-code.ts'
import { addPath } from './path.ts'
import { addAccess, addCatalogue } from './reference-commands.ts'
import { addServices } from './services/service-commands.ts'
import { VERSION } from './version.ts'

/** Locations of errors named after API parameters, which the command line does not have. */
const PARAMETERS: ReadonlySet<string | undefined> = new Set([undefined, 'input', 'namespace', 'workload'])

/** The line shown to the user; never a stack trace. */
function explainError(error: unknown): string {
  if (error instanceof InputError) {
    return `kubewhy: ${error.message}${PARAMETERS.has(error.where) ? '' : ` (${error.where})`}\n  ${error.hint}\n`
  }
  if (error instanceof UsageError) return `kubewhy: ${error.message}\n  ${error.hint}\n`
  if (error instanceof KubeconfigError)
    return `kubewhy: ${error.message}\n  Name another with --kubeconfig or --context; a snapshot (kubewhy -f FILE) needs no cluster.\n`
  return `kubewhy: ${error instanceof Error ? error.message.split('\n')[0] : 'unknown error'}\n`
}

/** The command that was probably meant by a first word. */
function commandLike(word: string, program: Command): string | undefined {
  const names = program.commands.map(command => command.name())
  return names.includes(word) ? undefined : nearest(word, names)
}

/** Runs a command; returns its exit code: 0 nothing wrong, 1 problems, 2 error. `words`: after the program's name. */
export async function runCli(words: readonly string[]): Promise<number> {
  let code: number = EXIT.fine
  const done = (result: number) => {
    code = result
  }
  const program = new Command('kubewhy')
    .description('Find out why a Kubernetes rollout stalled.')
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError('(see kubewhy --help)')
    .addHelpText('after', `${EXAMPLES}\n\nExit codes: 0 nothing wrong, 1 problems found, 2 error.`)
  addDiagnose(program, done)
  addPath(program, done)
  addCollect(program)
  addCatalogue(program)
  addAccess(program)
  addServices(program, done)
  if (words[0] === 'completion' || words[0] === 'complete') {
    const { default: completion } = await import('@bomb.sh/tab/commander')
    completion(program, { completionCommandName: 'completion' })
  } else {
    program
      .command('completion')
      .argument('<shell>', 'bash, zsh, fish or powershell')
      .summary('print a shell completion script')
      .description('Print a shell completion script.')
      .addHelpText('after', '\nExample:\n  source <(kubewhy completion bash)')
  }
  for (const command of program.commands)
    if (command.name() !== 'diagnose') command.showHelpAfterError(`(see kubewhy ${command.name()} --help)`)
  const [first = ''] = words
  const meant =
    /^[a-z-]+$/.test(first) && !exists(first) && !isTargetKind(first) ? commandLike(first, program) : undefined
  if (meant !== undefined) {
    process.stderr.write(`kubewhy: ${first} is not a command.\n  Did you mean ${meant}?\n`)
    return EXIT.failed
  }
  try {
    await program.parseAsync([...words], { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.failed
    process.stderr.write(explainError(error))
    return EXIT.failed
  }
}
