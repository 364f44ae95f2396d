import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { detectCrash } from './crash-hit.ts'

export default defineCause({
  id: 'app-missing-file-or-module',
  stage: 'crash',
  owner: 'app',
  patience: 'retry',
  text: {
    summary: 'The log says that a file, module or class is missing',
    shows:
      'The container crashes; its log says `Cannot find module`, `ModuleNotFoundError`, `ClassNotFoundException`, `No such file or directory`, …',
    happens:
      'The image was built without it, it lies at another path, a volume hides the directory that holds it, or a ConfigMap has another key.',
    fix: 'Add it to the image, correct the path, or mount what holds it.',
    docs: ['https://kubernetes.io/docs/tasks/debug/debug-application/debug-running-pod/'],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect(pod, cluster) {
    return detectCrash(pod, cluster, 'app-missing-file-or-module').map(hit => ({
      ...hit,
      field: {
        object: hit.workload,
        path: `${hit.path}.image`,
        ...(hit.spec.image === undefined ? {} : { value: hit.spec.image }),
      },
    }))
  },

  explain({ container, named, pod, workload, logOption }) {
    const what =
      named['module'] === undefined
        ? (named['file'] ?? named['path'] ?? 'a file or module')
        : `module ${named['module']}`
    return {
      title: `${what} is missing in container ${container}`,
      why: `The program ends because it does not find it.`,
      fix: [
        { text: 'Add it to the image, correct the path, or check that no volume hides the directory it lies in.' },
        {
          text: 'Read the whole log.',
          command: sh`kubectl logs ${pod} -c ${container}${logOption}${workload.place}`,
        },
      ],
    }
  },
})
