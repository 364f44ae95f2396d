import { command as sh } from '../../shell.ts'
import { isSettable } from '../../workloads/template-patch.ts'
import { type ContainerField, defineLogCause, mountedAs, type ProgramFacts, readLog } from '../log-cause.ts'

/** The position of the flag in the command line. */
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

  explain(facts) {
    const { container, named, mounted, workload } = facts
    const { flag, directory, link } = named
    const file = mounted?.file ?? named['file']
    if (link !== undefined)
      return {
        title: `container ${container} reads the address of a Service, ${link}, as a number`,
        why: 'Kubernetes sets a variable NAME_PORT with such an address for each Service of the namespace, and the app reads a port from a variable of that name.',
        fix: [
          {
            kind: 'change',
            text: 'Set the variable to the port in the pod template, set enableServiceLinks: false there, or rename the Service.',
          },
          readLog(facts),
        ],
      }
    if (directory !== undefined) {
      return {
        title: `data directory ${directory} of container ${container} is not empty`,
        why: 'The database creates its files only in an empty directory, and the root of a disk has lost+found.',
        fix: [
          {
            kind: 'change',
            text: `Use a directory below it: set PGDATA to ${directory}/pgdata, or mount the volume with a subPath.`,
            ...(isSettable(workload.kind) && {
              command: sh`kubectl set env ${workload.kind.toLowerCase()}/${workload.name} -c ${container} PGDATA=${directory}/pgdata${workload.namespaceFlag}`,
              changesWorkload: true,
            }),
          },
          readLog(facts),
        ],
      }
    }
    const isArgument = argument(facts).value !== undefined || flag?.startsWith('-') === true
    const what =
      flag === undefined
        ? file === undefined
          ? 'an argument or setting'
          : `configuration file ${file}`
        : `${isArgument ? 'argument' : 'setting'} ${flag}${isArgument || file === undefined ? '' : ` in ${file}`}`
    const rejected = flag ?? 'what the log line names'
    return {
      title: `container ${container} rejects ${what}`,
      why: `The app checks its arguments and configuration at startup and exits.`,
      fix: [
        {
          kind: 'change',
          text:
            mounted !== undefined
              ? `Correct ${rejected} in ${mountedAs(mounted)}; then restart the workload, which may read it only at startup.`
              : flag === undefined
                ? 'Correct the argument or setting that the log line names.'
                : `Correct or remove ${flag}.`,
          ...(mounted?.kind === 'ConfigMap' && {
            command: sh`kubectl edit configmap ${mounted.name}${workload.namespaceFlag}`,
          }),
        },
        readLog(facts),
      ],
    }
  },
})
