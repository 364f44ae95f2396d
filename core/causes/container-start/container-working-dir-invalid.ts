import { defineCause } from '../../rule.ts'
import { detectStart } from './start-failure-hit.ts'

export default defineCause({
  id: 'container-working-dir-invalid',
  stage: 'container-start',
  owner: 'app',
  patience: 'none',
  text: {
    summary: 'workingDir cannot be used',
    shows:
      'The container ends with RunContainerError or StartError: `chdir to cwd … failed`, or `mkdir …: not a directory`.',
    happens:
      'workingDir names a file, a directory that the user may not enter, or one that cannot be made on a read-only file system.',
    fix: 'Set workingDir to a directory of the image, or leave it out.',
    docs: ['https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#entrypoint'],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect: (pod, cluster) => detectStart(pod, cluster, 'container-working-dir-invalid', 'workingDir'),

  explain({ container, message, workingDir }) {
    const folder =
      workingDir ?? /(?:\bmkdir |\bcwd \(\\?"?|chdir to `)([^\s"'`:)\\]{1,300})/.exec(message)?.[1] ?? 'of the image'
    return {
      title: `working directory ${folder} cannot be used`,
      why: `Container ${container} cannot start: the runtime cannot change into that directory.`,
      fix: [{ text: 'Set workingDir to a directory that the image has and its user may enter, or leave it out.' }],
    }
  },
})
