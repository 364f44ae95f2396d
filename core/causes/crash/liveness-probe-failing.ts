import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { shortAnswer as short } from '../../workloads/probes/probe-answer.ts'
import { detectProbe } from '../../workloads/probes/probe-hit.ts'

export default defineCause({
  id: 'liveness-probe-failing',
  stage: 'crash',
  owner: 'app',
  patience: 'stuck',
  text: {
    summary: 'The liveness probe fails and the kubelet kills the container',
    shows: 'The container restarts again and again; events say `Container … failed liveness probe, will be restarted`.',
    happens:
      'The program hangs or answers with an error, the probe asks too much (a database behind it), or it begins before the program is up.',
    fix: 'Make the probe ask only whether the program lives, give it `initialDelaySeconds` or a startup probe, and find out why the program does not answer.',
    docs: ['https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/'],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect: (pod, cluster) => detectProbe(pod, cluster, 'liveness-probe-failing'),

  explain: ({ container, message, budget, command, pod, workload }) => ({
    title: `the liveness probe of container ${container} fails${short(message)}`,
    why: `The kubelet kills the container once the probe has failed for ${budget} s.`,
    fix: [
      {
        text: 'Find out why the program does not answer the probe; give it a startup probe if it only needs longer to start.',
        command: sh`kubectl logs ${pod} -c ${container} --previous${workload.place}`,
      },
      ...(command === undefined ? [] : [{ text: `Run the command of the probe by hand: ${command.slice(0, 300)}` }]),
    ],
  }),
})
