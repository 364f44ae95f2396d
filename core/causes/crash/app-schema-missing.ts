import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { detectCrash } from './crash-hit.ts'

export default defineCause({
  id: 'app-schema-missing',
  stage: 'crash',
  owner: 'app',
  patience: 'stuck',
  text: {
    summary: 'The log says that the database lacks a table, column or schema',
    shows:
      "The container crashes, or runs and fails at its job; its log says `relation \"…\" does not exist`, `Table '…' doesn't exist`, `no such table`, `Unknown column`, …",
    happens: 'Migrations have not run, ran against another database, or the new version came before its migration.',
    fix: 'Run the migrations against the database that the workload uses, and have the deployment wait for them.',
    docs: ['https://kubernetes.io/docs/concepts/workloads/pods/init-containers/'],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect: (pod, cluster) => detectCrash(pod, cluster, 'app-schema-missing'),

  explain({ container, named, pod, workload, isRunning, logOption }) {
    const { table, column, schema } = named
    const what =
      table !== undefined
        ? `table ${table}`
        : column !== undefined
          ? `column ${column}`
          : schema !== undefined
            ? `schema ${schema}`
            : 'a table or column'
    return {
      title: `the database of container ${container} has no ${what.replace(/^a /, '')}`,
      why: `Migrations have not run there, so the program ${isRunning ? 'fails at what needs it' : 'ends'}.`,
      fix: [
        { text: 'Run the migrations against the database that this workload uses.' },
        {
          text: 'Read the whole log.',
          command: sh`kubectl logs ${pod} -c ${container}${logOption}${workload.place}`,
        },
      ],
    }
  },
})
