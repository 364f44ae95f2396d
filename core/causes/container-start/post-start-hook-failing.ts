import { defineCause } from '../../rule.ts'
import { detectStart } from './start-failure-hit.ts'

export default defineCause({
  id: 'post-start-hook-failing',
  stage: 'container-start',
  owner: 'app',
  patience: 'stuck',
  text: {
    summary: 'The postStart hook fails and the container is killed',
    shows: 'Events FailedPostStartHook; the container waits in PostStartHookError or CrashLoopBackOff.',
    happens:
      'The hook runs at the same time as the container’s own process, often before it listens, or calls a program that the image lacks.',
    fix: 'Let the hook wait for what it needs, or move the work into the process, an init container or a readiness probe.',
    docs: ['https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/'],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect: (pod, cluster) => detectStart(pod, cluster, 'post-start-hook-failing', 'lifecycle.postStart'),

  explain({ container, message }) {
    const code = /exited with (\d{1,3})/.exec(message)?.[1]
    return {
      title: `the postStart hook of container ${container} fails${code === undefined ? '' : ` with exit code ${code}`}`,
      why: `The kubelet kills a container whose postStart hook fails and starts it again.`,
      fix: [
        {
          text: 'Correct the hook. It starts together with the process of the container, so it must wait for what it calls.',
        },
      ],
    }
  },
})
