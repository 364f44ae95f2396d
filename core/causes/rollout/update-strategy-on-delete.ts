import { fieldEvidence } from '../../evidence.ts'
import { refOf } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { jsonWord, placeOf, command as sh } from '../../shell.ts'
import { operatorOf } from '../../workloads/workloads.ts'
import { isBroughtOn, lookAtOperator, outdatedPods } from './updates.ts'

export default defineCause({
  id: 'update-strategy-on-delete',
  stage: 'rollout',
  owner: 'app',
  patience: 'none',
  text: {
    summary: 'The update strategy OnDelete leaves old pods in place',
    shows: 'A StatefulSet or DaemonSet keeps running its old pods after a change of the template; no event says so.',
    happens:
      'With `updateStrategy.type: OnDelete` the controller makes a pod of the new template only after someone deletes the old one.',
    fix: 'Delete the old pods one by one, or change the strategy to RollingUpdate.',
    docs: [
      'https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#on-delete',
      'https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/',
    ],
  },
  on: ['StatefulSet', 'DaemonSet'],
  reads: ['Pod', 'ControllerRevision'],

  detect(set, cluster) {
    const outdated = outdatedPods(set, cluster)
    if (set.spec?.updateStrategy?.type !== 'OnDelete' || outdated === undefined) return
    if (isBroughtOn(set, cluster)) return
    const { kind } = set
    const { name, namespace } = set.metadata
    return {
      facts: {
        kind,
        name,
        place: placeOf(namespace),
        count: outdated.count,
        total: outdated.total,
        pods: outdated.pods.map(pod => pod.metadata.name),
        operator: operatorOf(set),
      },
      subject: refOf(set),
      ...(operatorOf(set) === undefined ? {} : { outlook: 'unknown' as const }),
      evidence: [
        fieldEvidence(set, 'spec.updateStrategy.type', 'OnDelete'),
        ...outdated.pods
          .slice(0, 3)
          .map(pod =>
            fieldEvidence(
              pod,
              "metadata.labels['controller-revision-hash']",
              pod.metadata.labels?.['controller-revision-hash'] ?? '',
            ),
          ),
      ],
      field: {
        object: refOf(set),
        path: 'spec.updateStrategy.type',
        value: 'OnDelete',
        ...(operatorOf(set) === undefined ? { suggestion: 'RollingUpdate' } : {}),
      },
    }
  },

  explain({ kind, name, place, count, total, pods, operator }) {
    const patch = { spec: { updateStrategy: { type: 'RollingUpdate' } } }
    return {
      title: `${kind} ${name} updates pods only when they are deleted (OnDelete)`,
      why: `${count} of ${total} pods still run the old template, and the controller will not replace them by itself.`,
      fix: [
        ...(operator === undefined ? [] : [lookAtOperator(operator, place)]),
        {
          text: 'Delete the old pods, one after another, each when the one before is ready.',
          ...(pods[0] === undefined ? {} : { command: sh`kubectl delete pod ${pods[0]}${place}` }),
        },
        ...(operator === undefined
          ? [
              {
                text: 'Or let the controller do it from now on.',
                command: `${sh`kubectl patch ${kind.toLowerCase()} ${name}${place}`} -p ${jsonWord(patch)}`,
                patch,
              },
            ]
          : []),
      ],
    }
  },
})
