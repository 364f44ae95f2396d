import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { reachedByContainer } from '../../workloads/crashes/reach.ts'
import { shortAnswer as short } from '../../workloads/probes/probe-answer.ts'
import { detectProbe } from '../../workloads/probes/probe-hit.ts'

export default defineCause({
  id: 'readiness-probe-failing',
  stage: 'readiness',
  owner: 'app',
  patience: 'slow',
  text: {
    summary: 'The application answers the readiness probe with failure',
    shows:
      'The pod is Running but not ready; events say `Readiness probe failed: HTTP probe failed with statuscode: 503` or show the output of the command.',
    happens:
      'The application says itself that it is not ready: a dependency is missing, a migration is not done, or the probe asks for more than it should.',
    fix: 'Ask the probe’s endpoint by hand and read the log: the application knows why it is not ready.',
    docs: ['https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/'],
  },
  on: ['Pod'],
  reads: [
    'ReplicaSet',
    'Job',
    'Service',
    'NetworkPolicy',
    'Deployment',
    'StatefulSet',
    'DaemonSet',
    'Namespace',
    'Node',
  ],

  detect(pod, cluster) {
    return detectProbe(pod, cluster, 'readiness-probe-failing').map(hit => {
      const because = reachedByContainer(pod, hit.container ?? '', cluster)
      return because.length === 0 ? hit : { ...hit, because }
    })
  },

  explain: ({ container, path, port, scheme, command, message, workload, pod }) => ({
    title: `container ${container} does not pass its readiness probe${short(message)}`,
    why: `The pod gets no traffic and the rollout waits for it.`,
    fix: [
      path === undefined
        ? {
            text:
              command === undefined
                ? 'Ask the application why it is not ready.'
                : `Run the command of the probe by hand: ${command}`,
          }
        : {
            text: 'Ask the endpoint of the probe by hand and read what it answers.',
            command: sh`kubectl port-forward pod/${pod} 8080:${port ?? '80'}${workload.place} & curl -ik ${scheme}://127.0.0.1:8080${path}`,
          },
    ],
  }),
})
