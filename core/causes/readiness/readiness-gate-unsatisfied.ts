import { fieldEvidence } from '../../evidence.ts'
import { defineCause } from '../../rule.ts'
import { parseTime } from '../../time.ts'
import { podCondition } from '../../workloads/pods.ts'
import { podSpecPath, workloadOf } from '../../workloads/workloads.ts'

/** Seconds in which a gate is not satisfied at every start. */
const USUAL = 10

/** Words of controllers at work: the AWS load balancer controller's, and GKE's for network endpoint groups. */
const AT_WORK = /registration is in progress|initial health checks in progress|waiting for pod to become healthy/i

export default defineCause({
  id: 'readiness-gate-unsatisfied',
  stage: 'readiness',
  owner: 'platform',
  patience: {
    why: 'a load balancer takes to register a pod (60s) and run its first health checks (5m)',
    seconds: ({ isAtWork }) => (isAtWork ? 300 : 60) - USUAL,
  },
  text: {
    summary: 'A readiness gate’s condition is not true',
    shows:
      'All containers are ready but the pod is not; its Ready condition says `corresponding condition of pod readiness gate "…" does not exist` or is False.',
    happens:
      'The controller that sets the condition (for a load balancer, for example) is not running, or the target fails its health check.',
    fix: 'Start the controller, or find out why it does not set the condition; remove the gate if nothing sets it.',
    docs: ['https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-readiness-gate'],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect(pod, cluster) {
    const gates = pod.spec?.readinessGates ?? []
    const ready = podCondition(pod, 'ContainersReady')
    if (ready?.status !== 'True') return
    const index = gates.findIndex(({ conditionType }) => podCondition(pod, conditionType ?? '')?.status !== 'True')
    const gate = gates[index]?.conditionType
    if (gate === undefined) return
    const condition = podCondition(pod, gate)
    const workload = workloadOf(pod, cluster)
    const isAtWork = AT_WORK.test(condition?.message ?? '')
    return {
      facts: { gate, isSet: condition !== undefined, isAtWork, workload: workload.name },
      subject: workload,
      evidence: [
        fieldEvidence(
          pod,
          `status.conditions[type=${condition === undefined ? 'Ready' : gate}].message`,
          condition?.message ?? podCondition(pod, 'Ready')?.message ?? `no condition ${gate}`,
        ),
        fieldEvidence(pod, `spec.readinessGates[${index}].conditionType`, gate),
      ],
      since: parseTime(ready.lastTransitionTime),
      usual: USUAL * 1000,
      field: {
        object: workload,
        path: `${podSpecPath(workload.kind)}.readinessGates[${index}].conditionType`,
        value: gate,
      },
    }
  },

  explain: ({ gate, isSet, workload }) => ({
    title: `readiness gate ${gate} is ${isSet ? 'not satisfied' : 'never set'}`,
    why: `All containers of ${workload} are ready, but the pod is ready only once ${isSet ? 'that condition is true' : 'a controller sets that condition'}.`,
    fix: [
      isSet
        ? { kind: 'check', text: 'Check the log of the controller that sets the condition to see why it is not true.' }
        : { kind: 'change', text: 'Start the controller that sets the condition.' },
      ...(isSet
        ? []
        : [
            {
              kind: 'change' as const,
              text: 'Only if nothing should set it any more, remove the gate from the pod template.',
            },
          ]),
    ],
  }),
})
