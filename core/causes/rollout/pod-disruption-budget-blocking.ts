import { fieldEvidence } from '../../evidence.ts'
import { refOf } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { jsonWord, placeOf, command as sh } from '../../shell.ts'
import { workloadOf } from '../../workloads/workloads.ts'
import { blockedDrainOf, roomOf } from './blocked-drain.ts'

export default defineCause({
  id: 'pod-disruption-budget-blocking',
  stage: 'rollout',
  owner: 'app',
  patience: 'slow',
  text: {
    summary: 'A drain or eviction waits on a PodDisruptionBudget that allows no disruption',
    shows:
      '`kubectl drain` repeats `Cannot evict pod as it would violate the pod’s disruption budget`; node upgrades and scale-downs hang.',
    happens:
      'The budget’s minAvailable equals the number of replicas (or maxUnavailable is 0), there is a single replica, or pods of the workload are not ready, so that none may be taken.',
    fix: 'Get the pods ready, run one replica more than minAvailable, or let the budget allow one disruption.',
    docs: [
      'https://kubernetes.io/docs/tasks/run-application/configure-pdb/',
      'https://kubernetes.io/docs/tasks/administer-cluster/safely-drain-node/',
    ],
  },
  on: ['PodDisruptionBudget'],
  reads: ['Pod', 'Node'],

  detect(budget, cluster) {
    const drain = blockedDrainOf(budget, cluster)
    if (drain === undefined) return
    const room = roomOf(budget, cluster)
    const isUnhealthy = room.comes || room.healthy < room.desired
    const { minAvailable, maxUnavailable } = budget.spec ?? {}
    const side = maxUnavailable === undefined ? 'minAvailable' : 'maxUnavailable'
    const workloads = drain.pods.map(pod => workloadOf(pod, cluster))
    return {
      facts: {
        name: budget.metadata.name,
        place: placeOf(budget.metadata.namespace),
        node: drain.node,
        count: drain.pods.length,
        healthy: room.healthy,
        desired: room.desired,
        expected: room.expected,
        comes: room.comes,
      },
      subject: refOf(budget),
      explains: [refOf(budget)],
      ...(isUnhealthy ? { because: [...new Set([...room.unready, ...drain.pods])].map(refOf).concat(workloads) } : {}),
      ...(room.isNear ? { outlook: 'self-healing' as const } : {}),
      evidence: [
        ...drain.evidence,
        fieldEvidence(budget, 'status.disruptionsAllowed', 0),
        fieldEvidence(budget, 'status.currentHealthy', room.healthy),
        fieldEvidence(budget, 'status.desiredHealthy', room.desired),
      ],
      confidence: drain.confidence,
      since: drain.since,
      field: { object: refOf(budget), path: `spec.${side}`, value: `${maxUnavailable ?? minAvailable ?? ''}` },
    }
  },

  explain({ name, place, node, count, healthy, desired, expected, comes }) {
    const patch = { spec: { minAvailable: null, maxUnavailable: 1 } }
    return {
      title: `PodDisruptionBudget ${name} allows no eviction${node === undefined ? '' : `, so node ${node} cannot be drained`}`,
      why: `${healthy} of ${expected} pods are healthy and ${desired} must stay so: ${count} ${count === 1 ? 'pod' : 'pods'} cannot be evicted.`,
      fix: [
        comes
          ? {
              text: 'Get the pods that are not ready ready; then the budget has room.',
              command: sh`kubectl describe pdb ${name}${place}`,
            }
          : {
              text: 'Let the budget allow one pod at a time; run at least two replicas to stay available.',
              command: `${sh`kubectl patch pdb ${name}${place} --type merge`} -p ${jsonWord(patch)}`,
              patch,
            },
      ],
    }
  },
})
