import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import type { CrashHit } from './crash-hit.ts'
import { detectCrash } from './crash-hit.ts'

function position({
  facts,
  spec,
}: CrashHit): { readonly list: 'command' | 'args'; readonly index: number } | undefined {
  const { flag } = facts.named
  if (flag === undefined) return undefined
  const bare = flag.replace(/^-+/, '')
  for (const list of ['args', 'command'] as const) {
    const index = (spec[list] ?? []).findIndex(argument => argument.replace(/^-+/, '').startsWith(bare))
    if (index >= 0) return { list, index }
  }
  return undefined
}

function argumentPath(hit: CrashHit): string {
  const found = position(hit)
  return found === undefined ? `${hit.path}.args` : `${hit.path}.${found.list}[${found.index}]`
}

function argumentValue(hit: CrashHit): { readonly value?: string } {
  const found = position(hit)
  const value = found === undefined ? undefined : hit.spec[found.list]?.[found.index]
  return value === undefined ? {} : { value }
}

export default defineCause({
  id: 'app-invalid-arguments',
  stage: 'crash',
  owner: 'app',
  patience: 'retry',
  text: {
    summary: 'The log says that a flag, an argument or a configuration file is invalid',
    shows:
      'The container crashes at once; its log says `unknown flag`, `unrecognized arguments`, `invalid configuration` or shows the usage text.',
    happens: 'A typing error, an option of another version of the program, or a configuration file with a fault.',
    fix: 'Correct the argument or the configuration. The log line names it.',
    docs: ['https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/'],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect(pod, cluster) {
    return detectCrash(pod, cluster, 'app-invalid-arguments').map(hit => ({
      ...hit,
      field: { object: hit.workload, path: argumentPath(hit), ...argumentValue(hit) },
    }))
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
      title: `${what} is not accepted by container ${container}`,
      why: `The program checks its arguments and configuration at the start and ends.`,
      fix: [
        { text: flag === undefined ? 'Correct what the log line names.' : `Correct or remove ${flag}.` },
        {
          text: 'Read the whole log.',
          command: sh`kubectl logs ${pod} -c ${container}${logOption}${workload.place}`,
        },
      ],
    }
  },
})
