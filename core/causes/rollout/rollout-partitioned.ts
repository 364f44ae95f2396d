import { fieldEvidence } from '../../evidence.ts'
import { refOf } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { jsonWord, placeOf, command as sh } from '../../shell.ts'
import { operatorOf } from '../../workloads/workloads.ts'
import { isBroughtOn, lookAtOperator, outdatedPods } from './updates.ts'

/** The ordinal at the end of a StatefulSet pod's name. */
function ordinal(name: string): number {
  return Number(/-(\d{1,9})$/.exec(name)?.[1] ?? Number.NaN)
}

export default defineCause({
  id: 'rollout-partitioned',
  stage: 'rollout',
  owner: 'app',
  patience: 'soon',
  text: {
    summary: 'A partition holds the update of a StatefulSet back',
    shows:
      'Pods with an ordinal below `updateStrategy.rollingUpdate.partition` keep the old template; no event says so.',
    happens:
      'The partition was set for a staged roll-out and never lowered, or it is not smaller than the number of replicas, so that no pod is updated.',
    fix: 'Lower the partition step by step, to 0 for all pods.',
    docs: ['https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#partitions'],
  },
  on: ['StatefulSet'],
  reads: ['Pod'],

  detect(set, cluster) {
    const { type, rollingUpdate } = set.spec?.updateStrategy ?? {}
    const partition = rollingUpdate?.partition ?? 0
    const outdated = outdatedPods(set, cluster)
    if (outdated === undefined || type === 'OnDelete') return
    const start = set.spec?.ordinals?.start ?? 0
    const isFree = outdated.pods.some(pod => ordinal(pod.metadata.name) - start >= partition)
    if (isFree || outdated.count > partition || isBroughtOn(set, cluster)) return
    const { name, namespace } = set.metadata
    const { count, total } = outdated
    const replicas = set.spec?.replicas ?? 1
    return {
      facts: { name, place: placeOf(namespace), partition, start, replicas, count, total, operator: operatorOf(set) },
      subject: refOf(set),
      ...(operatorOf(set) === undefined ? {} : { outlook: 'unknown' as const }),
      evidence: [
        fieldEvidence(set, 'spec.updateStrategy.rollingUpdate.partition', partition),
        fieldEvidence(set, 'status.updatedReplicas', set.status?.updatedReplicas ?? 0),
        fieldEvidence(set, 'status.updateRevision', set.status?.updateRevision ?? ''),
      ],
      field: {
        object: refOf(set),
        path: 'spec.updateStrategy.rollingUpdate.partition',
        value: `${partition}`,
        suggestion: '0',
      },
    }
  },

  explain({ name, place, partition, start, replicas, count, total, operator }) {
    const patch = { spec: { updateStrategy: { rollingUpdate: { partition: 0 } } } }
    const all = partition >= replicas ? `, and there are only ${replicas} replicas` : ''
    return {
      title: `partition ${partition} holds back the update of StatefulSet ${name}`,
      why: `Only pods with an ordinal of ${start + partition} or more are updated${all}: ${count} of ${total} pods keep the old template.`,
      fix: [
        ...(operator === undefined ? [] : [lookAtOperator(operator, place)]),
        {
          text: 'Lower the partition; 0 updates every pod.',
          command: `${sh`kubectl patch statefulset ${name}${place}`} -p ${jsonWord(patch)}`,
          patch,
        },
      ],
    }
  },
})
