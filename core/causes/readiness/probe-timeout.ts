import { defineCause } from '../../rule.ts'
import { detectProbe } from '../../workloads/probes/probe-hit.ts'
import { containerPatch } from '../../workloads/template-patch.ts'

export default defineCause({
  id: 'probe-timeout',
  stage: 'readiness',
  owner: 'app',
  patience: 'slow',
  text: {
    summary: 'A probe times out',
    shows:
      'The pod is not ready or restarts; events say `… probe failed: … context deadline exceeded` or `command timed out`.',
    happens:
      'The application answers more slowly than `timeoutSeconds` (1 s unless set), is starved of CPU by its limit, or hangs.',
    fix: 'Make the endpoint faster, raise `timeoutSeconds`, or raise the CPU limit.',
    docs: ['https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/'],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect: (pod, cluster) => detectProbe(pod, cluster, 'probe-timeout'),

  explain: ({ container, list, kind, timeout, kills, workload }) => ({
    title: `the ${kind} probe of container ${container} gets no answer within ${timeout} s`,
    why: `${kills ? 'The kubelet kills the container for it.' : 'The pod never becomes ready, and the rollout waits for it.'}`,
    fix: [
      {
        text: 'Give the probe more time, or make the endpoint faster.',
        patch: containerPatch(
          { kind: workload.kind, list, container },
          { [`${kind}Probe`]: { timeoutSeconds: Math.max(5, timeout * 3) } },
        ),
      },
    ],
  }),
})
