import { defineCause } from '../../rule.ts'
import { shortAnswer as short } from '../../workloads/probes/probe-answer.ts'
import { detectProbe } from '../../workloads/probes/probe-hit.ts'
import { containerPatch } from '../../workloads/template-patch.ts'

export default defineCause({
  id: 'startup-probe-failing',
  stage: 'crash',
  owner: 'app',
  patience: 'stuck',
  text: {
    summary: 'The startup probe never succeeds',
    shows: 'The container restarts again and again; events say `Container … failed startup probe, will be restarted`.',
    happens: 'The program needs longer to start than failureThreshold × periodSeconds allows, or never comes up.',
    fix: 'Raise `failureThreshold` or `periodSeconds` to cover the slowest start, and make sure that the probe asks the right port and path.',
    docs: ['https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/'],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect(pod, cluster) {
    return detectProbe(pod, cluster, 'startup-probe-failing').map(hit => ({
      ...hit,
      facts: { ...hit.facts, failureThreshold: Number(hit.field?.value) },
    }))
  },

  explain: ({ container, list, budget, failureThreshold, workload: { kind }, message, kills }) => ({
    title: kills
      ? `container ${container} does not come up within the ${budget} s of its startup probe${short(message)}`
      : `container ${container} has not passed its startup probe yet${short(message)}`,
    why: kills
      ? 'The kubelet kills it before it is ready and starts it again, so it never gets further.'
      : `The kubelet waits ${budget} s for that and asks no other probe before, so the pod is not ready.`,
    fix: [
      ...(kills
        ? [
            {
              text: 'Give it more time: raise failureThreshold.',
              patch: containerPatch(
                { kind, list, container },
                { startupProbe: { failureThreshold: Math.max(30, 3 * failureThreshold) } },
              ),
            },
          ]
        : []),
      { text: `Check in the log how far the program gets${kills ? ' before it is killed' : ''}.` },
    ],
  }),
})
