import { command as sh } from '../../shell.ts'
import { consequence, defineLogCause, mountedAs } from '../log-cause.ts'

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
    const { container, named, mounted, pod, workload, logOption } = facts
    const what =
      named['module'] === undefined
        ? (named['file'] ?? named['path'] ?? 'a file or module')
        : `module ${named['module']}`
    const { compiled, symbol } = named
    return {
      title:
        compiled !== undefined
          ? `class ${compiled} needs a newer Java than container ${container} has`
          : symbol !== undefined
            ? `${symbol} is not in module ${named['module'] ?? ''} of container ${container}`
            : `${what} is missing in container ${container}`,
      why: consequence(facts, compiled === undefined ? 'it cannot find it' : 'it cannot load it'),
      fix: [
        {
          kind: 'change',
          text:
            compiled !== undefined
              ? 'Base the image on a newer Java, or compile for the one that it has (`javac --release`).'
              : symbol !== undefined
                ? 'Correct the name in the code, or install the version of the module that has it.'
                : mounted !== undefined
                  ? `Add ${mountedAs(mounted)}, or correct the path.`
                  : 'Add it to the image, correct the path, or remove the volume mount that hides its directory.',
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
