import { nearest } from '../../nearest.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { isSettable, remake } from '../../workloads/template-patch.ts'
import type { CrashHit } from './crash-hit.ts'
import { detectCrash } from './crash-hit.ts'

const NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/

/** The variable's nearest relative among those that are set: a typing error in its name. */
function near({ facts, spec }: CrashHit): { readonly value?: string; readonly suggestion?: string } {
  const { variable } = facts.named
  if (variable === undefined) return {}
  const names = (spec.env ?? []).map(({ name }) => name).filter(name => name !== undefined)
  const name = nearest(variable, names)
  return name === undefined ? {} : { value: name, suggestion: variable }
}

export default defineCause({
  id: 'app-missing-environment-variable',
  stage: 'crash',
  owner: 'app',
  patience: 'retry',
  text: {
    summary: 'The log says that a required setting or environment variable is missing',
    shows: 'The container crashes; its log names a variable or setting that is not set.',
    happens:
      'The variable was forgotten in the manifest, has another name there, or is read from a ConfigMap or Secret that does not hold it.',
    fix: 'Set the variable in `env`, or give it through `envFrom`.',
    docs: ['https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/'],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect(pod, cluster) {
    return detectCrash(pod, cluster, 'app-missing-environment-variable').map(hit => ({
      ...hit,
      field: { object: hit.workload, path: `${hit.path}.env`, ...near(hit) },
    }))
  },

  explain({ container, named, workload }) {
    const variable = NAME.test(named['variable'] ?? '') ? named['variable'] : undefined
    const what =
      variable === undefined ? (named['variable'] ?? 'a required setting') : `environment variable ${variable}`
    return {
      title: `${what} is not set`,
      why: `The program in container ${container} refuses to start without it.`,
      fix: [
        variable === undefined
          ? { text: 'Set what the log line asks for.' }
          : {
              text: `Set ${variable}.`,
              ...(isSettable(workload.kind) && {
                command: sh`kubectl set env ${workload.kind.toLowerCase()}/${workload.name} -c ${container} ${variable}=VALUE${workload.place}`,
              }),
            },
        ...remake(workload.kind),
      ],
    }
  },
})
