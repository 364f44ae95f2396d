import { defineCause } from '../../rule.ts'
import { detectCrash } from './crash-hit.ts'

export default defineCause({
  id: 'exits-immediately',
  stage: 'crash',
  owner: 'app',
  patience: 'soon',
  text: {
    summary: 'The process of a long-running workload ends with exit code 0',
    shows: 'The container is in CrashLoopBackOff or Completed although its last exit code is 0.',
    happens:
      'The command is a one-off task, a shell without input, or a server that puts itself into the background; a Job was meant; or a field such as `command` or `args` was dropped from the manifest.',
    fix: 'Start the program in the foreground, or run it as a Job or CronJob.',
    docs: ['https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy'],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect(pod, cluster) {
    return detectCrash(pod, cluster, 'exits-immediately').map(hit => ({
      ...hit,
      field: { object: hit.workload, path: `${hit.path}.command` },
    }))
  },

  explain({ container, workload }) {
    return {
      title: `the process of container ${container} ends with exit code 0`,
      why: `${workload.kind} ${workload.name} expects it to run on, so the kubelet starts it again and again.`,
      fix: [
        { text: 'Start the program in the foreground, so that the container lives as long as it serves.' },
        { text: 'If it is meant to end, run it as a Job or CronJob.' },
      ],
    }
  },
})
