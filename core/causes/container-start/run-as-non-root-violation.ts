import { defineCause } from '../../rule.ts'
import { containerPatch, remake } from '../../workloads/template-patch.ts'
import { detectStart } from './start-failure-hit.ts'

export default defineCause({
  id: 'run-as-non-root-violation',
  stage: 'container-start',
  owner: 'app',
  patience: 'none',
  text: {
    summary: 'runAsNonRoot is set and the image runs as root or as a user name',
    shows:
      'The container waits in CreateContainerConfigError: `container has runAsNonRoot and image will run as root`, or `image has non-numeric user`.',
    happens: 'The image has no USER, or names its user in letters, which the kubelet cannot compare with root.',
    fix: 'Set `runAsUser` to a numeric id, or build the image with a numeric USER.',
    docs: ['https://kubernetes.io/docs/tasks/configure-pod-container/security-context/'],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect: (pod, cluster) => detectStart(pod, cluster, 'run-as-non-root-violation', 'securityContext'),

  explain({ container, list, image, message, workload: { kind } }) {
    const isNamed = /non-numeric/.test(message)
    const isOwn = /runAsUser/.test(message)
    return {
      title: isOwn
        ? `container ${container} is told to run as root (runAsUser 0), and runAsNonRoot forbids that`
        : `image ${image} ${isNamed ? 'names its user in letters' : 'runs as root'}, and runAsNonRoot forbids that`,
      why: `The kubelet refuses to create container ${container}.`,
      fix: [
        {
          text: 'Run the container under a numeric user id that the image supports.',
          patch: containerPatch({ kind, list, container }, { securityContext: { runAsUser: 1000 } }),
        },
        ...remake(kind),
        ...(isOwn ? [] : [{ text: 'Or build the image with a numeric USER.' }]),
      ],
    }
  },
})
