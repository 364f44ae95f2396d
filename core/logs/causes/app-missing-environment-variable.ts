import { nearest } from '../../nearest.ts'
import { command as sh } from '../../shell.ts'
import { isSettable, remake } from '../../workloads/template-patch.ts'
import { consequence, defineLogCause, type ProgramFacts } from '../log-cause.ts'

const NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/

/** The most similar variable among those that are set: its name has a typo. */
function near({ named, variables }: ProgramFacts): { readonly value?: string; readonly suggestion?: string } {
  const { variable } = named
  const name = variable === undefined ? undefined : nearest(variable, variables)
  return name === undefined || variable === undefined ? {} : { value: name, suggestion: variable }
}

export default defineLogCause({
  id: 'app-missing-environment-variable',
  owner: 'app',
  patience: 'retry',
  specificity: 10,
  mayWait: false,
  running: 'setting',
  isLasting: true,
  leadsToMistakes: true,
  field: facts => ({ path: 'env', ...near(facts) }),
  text: {
    summary: 'A required environment variable or setting is missing',
    shows: 'The container crashes; its log names a variable or setting that is not set.',
    happens:
      'The variable is missing from the manifest, has another name there, or comes from a ConfigMap or Secret that does not have it.',
    fix: 'Set the variable in `env`, or provide it with `envFrom`.',
    docs: ['https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/'],
  },

  explain(facts) {
    const { container, named, workload, often } = facts
    const variable = NAME.test(named['variable'] ?? '') ? named['variable'] : undefined
    const what =
      variable === undefined ? (named['variable'] ?? 'a required setting') : `environment variable ${variable}`
    return {
      title: `${what} is not set in container ${container}`,
      why: often === undefined ? 'The app does not start without it.' : consequence(facts, 'it needs this setting'),
      fix: [
        variable === undefined
          ? { kind: 'change', text: 'Set what the log line says is missing.' }
          : {
              kind: 'change',
              text: `Set ${variable}.`,
              ...(isSettable(workload.kind) && {
                command: sh`kubectl set env ${workload.kind.toLowerCase()}/${workload.name} -c ${container} ${variable}=<value>${workload.namespaceFlag}`,
                changesWorkload: true,
              }),
            },
        ...remake(workload.kind),
      ],
    }
  },
})
