import { defineCause } from '../../rule.ts'
import { detectProbe } from '../../workloads/probes/probe-hit.ts'

export default defineCause({
  id: 'probe-path-not-found',
  stage: 'readiness',
  owner: 'app',
  patience: 'stuck',
  text: {
    summary: 'A probe asks a path that the application answers with 404',
    shows: 'The pod is not ready or restarts; events say `… probe failed: HTTP probe failed with statuscode: 404`.',
    happens: 'The path was renamed, has a prefix, or the probe asks another server in the container.',
    fix: 'Set the probe’s path to one that the application serves.',
    docs: ['https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/'],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect: (pod, cluster) => detectProbe(pod, cluster, 'probe-path-not-found'),

  explain: ({ container, kind, path, kills }) => ({
    title: `the ${kind} probe of container ${container} asks ${path ?? '/'}, which answers 404`,
    why: `${kills ? 'The kubelet kills the container for it.' : 'The pod never becomes ready, and the rollout waits for it.'}`,
    fix: [{ text: `Set httpGet.path of the ${kind} probe to a path that the application serves.` }],
  }),
})
