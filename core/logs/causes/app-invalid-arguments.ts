import { command as sh } from '../../shell.ts'
import { type ContainerField, defineLogCause, type ProgramFacts } from '../log-cause.ts'

/** Where the flag stands among what the program is started with. */
function argument({ named, command, args }: ProgramFacts): ContainerField {
  const bare = named['flag']?.replace(/^-+/, '')
  if (bare === undefined) return { path: 'args' }
  for (const [list, given] of [
    ['args', args],
    ['command', command],
  ] as const) {
    const index = given.findIndex(each => each.replace(/^-+/, '').startsWith(bare))
    if (index >= 0) return { path: `${list}[${index}]`, value: given[index] }
  }
  return { path: 'args' }
}

export default defineLogCause({
  id: 'app-invalid-arguments',
  owner: 'app',
  patience: 'retry',
  specificity: 16,
  mayWait: false,
  running: 'start',
  isOfClients: true,
  isLasting: true,
  explainedBy: {
    closeBy: ['app-missing-environment-variable', 'app-missing-file-or-module', 'app-permission-denied'],
  },
  field: argument,
  text: {
    summary: 'A flag, argument or configuration file is invalid',
    shows:
      'The container crashes at once; its log says `unknown flag`, `unrecognized arguments`, `invalid configuration` or prints the usage text.',
    happens: 'There is a typo, the option belongs to another version, or the configuration file has an error.',
    fix: 'Correct the argument or configuration that the log line names.',
    docs: ['https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/'],
  },

  explain({ container, named, pod, workload, logOption }) {
    const { flag, file } = named
    const what =
      flag === undefined
        ? file === undefined
          ? 'an argument or setting'
          : `configuration file ${file}`
        : `argument ${flag}`
    return {
      title: `container ${container} rejects ${what}`,
      why: `The app checks its arguments and configuration at startup and exits.`,
      fix: [
        {
          kind: 'change',
          text:
            flag === undefined
              ? 'Correct the argument or setting that the log line names.'
              : `Correct or remove ${flag}.`,
        },
        {
          kind: 'check',
          text: 'Read the whole log.',
          command: sh`kubectl logs ${pod} -c ${container}${logOption}${workload.namespaceFlag}`,
        },
      ],
    }
  },
})
