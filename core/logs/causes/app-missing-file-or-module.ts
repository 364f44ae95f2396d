import { command as sh } from '../../shell.ts'
import { consequence, defineLogCause } from '../log-cause.ts'

export default defineLogCause({
  id: 'app-missing-file-or-module',
  owner: 'app',
  patience: 'retry',
  specificity: 15,
  mayWait: false,
  running: 'setting',
  isLasting: true,
  leadsToMistakes: true,
  explainedBy: { closeBy: ['app-disk-full', 'app-permission-denied', 'container-command-not-found'] },
  field: ({ image }) => ({ path: 'image', value: image }),
  text: {
    summary: 'A file, module or class is missing',
    shows:
      'The container crashes; its log says `Cannot find module`, `ModuleNotFoundError`, `ClassNotFoundException`, `No such file or directory`, …',
    happens:
      'The image was built without it, it has another path, a volume hides its directory, or a ConfigMap has another key.',
    fix: 'Add it to the image, correct the path, or mount the volume that contains it.',
    docs: ['https://kubernetes.io/docs/tasks/debug/debug-application/debug-running-pod/'],
  },

  explain(facts) {
    const { container, named, pod, workload, logOption } = facts
    const what =
      named['module'] === undefined
        ? (named['file'] ?? named['path'] ?? 'a file or module')
        : `module ${named['module']}`
    return {
      title: `${what} is missing in container ${container}`,
      why: consequence(facts, 'it cannot find it'),
      fix: [
        {
          kind: 'change',
          text: 'Add it to the image, correct the path, or remove the volume mount that hides its directory.',
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
