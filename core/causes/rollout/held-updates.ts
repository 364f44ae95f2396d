import type { Step } from '../../cause.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Hit } from '../../finding.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf } from '../../ref.ts'
import type { ObjectRef } from '../../report.ts'
import type { FactsOf } from '../../rule.ts'
import { defineFamily } from '../../rule.ts'
import { namespaceFlag, command as sh, withPatch } from '../../shell.ts'
import { latest } from '../../time.ts'
import { createdAt, isTerminating } from '../../workloads/pods.ts'
import { progressedAt } from '../../workloads/progress.ts'
import { rolloutOf } from '../../workloads/rollouts.ts'
import { operatorOf } from '../../workloads/workloads.ts'

type Set = Kube<'StatefulSet' | 'DaemonSet'>

/** The pods of a StatefulSet or DaemonSet that the update has not reached. */
interface Outdated {
  readonly pods: readonly Kube<'Pod'>[]
  readonly count: number
  readonly total: number
}

function newestRevision(set: Set, cluster: Cluster): Kube<'ControllerRevision'> | undefined {
  const revisions = cluster.ownedBy(set, 'ControllerRevision')
  const newest = latest(revisions.map(({ revision }) => revision))
  return revisions.find(({ revision }) => revision === newest)
}

/** The label of pods of the newest template: StatefulSet pods have the revision's name, DaemonSet pods its hash. */
function newestLabel(set: Set, cluster: Cluster): string | undefined {
  return set.kind === 'StatefulSet'
    ? set.status?.updateRevision
    : newestRevision(set, cluster)?.metadata.labels?.['controller-revision-hash']
}

/** The numbers of all pods and of updated pods in the status of a StatefulSet or DaemonSet. */
function counted(set: Set): { readonly total: number; readonly updated: number } {
  const [total = 0, updated = 0] =
    set.kind === 'StatefulSet'
      ? [set.status?.replicas, set.status?.updatedReplicas]
      : [set.status?.currentNumberScheduled, set.status?.updatedNumberScheduled]
  return { total, updated }
}

function find(set: Set, cluster: Cluster): Outdated | undefined {
  const { total, updated } = counted(set)
  const revision = newestLabel(set, cluster)
  if (revision === undefined || !cluster.seen('Pod', set.metadata.namespace))
    return total > updated ? { pods: [], count: total - updated, total } : undefined
  // The status counts terminating pods as not updated, whatever their revision.
  const pods = cluster
    .ownedBy(set, 'Pod')
    .filter(pod => pod.metadata.labels?.['controller-revision-hash'] !== revision && !isTerminating(pod))
  return pods.length > 0 ? { pods, count: pods.length, total } : undefined
}

/** The pods of older revisions; undefined if all are up to date, or if pods that an operator updates were not read. */
function outdatedPods(set: Set, cluster: Cluster): Outdated | undefined {
  const isOperators = operatorOf(set) !== undefined
  return isOperators && !cluster.seen('Pod', set.metadata.namespace) ? undefined : cluster.of(set, find)
}

/**
 * Since when the update has been held back. An operator updates pods step by step on purpose; once its pods stop
 * changing, it is not known whether it continues.
 */
function timing(set: Set, cluster: Cluster): Pick<Hit<unknown>, 'since' | 'usual' | 'isOpen'> {
  const revision = newestRevision(set, cluster)
  if (operatorOf(set) === undefined) return { since: revision && createdAt(revision) }
  return { since: progressedAt(set, cluster), usual: rolloutOf(set, cluster).budget, isOpen: true }
}

/** What to check if a custom resource controls the workload. */
export function lookAtOperator({ kind, name }: ObjectRef, namespaceFlag: string): Step {
  return {
    kind: 'check',
    text: `${kind} ${name} controls it: find out why it has stopped.`,
    command: sh`kubectl describe ${kind.toLowerCase()} ${name}${namespaceFlag}`,
  }
}

/** The ordinal at the end of a StatefulSet pod's name. */
function ordinal(name: string): number {
  return Number(/-(\d{1,9})$/.exec(name)?.[1] ?? Number.NaN)
}

interface Facts {
  'rollout-partitioned': FactsOf<typeof heldByPartition>
  'update-strategy-on-delete': FactsOf<typeof heldByStrategy>
}

function heldByPartition(set: Kube<'StatefulSet'>, cluster: Cluster) {
  const { type, rollingUpdate } = set.spec?.updateStrategy ?? {}
  const partition = rollingUpdate?.partition ?? 0
  const outdated = outdatedPods(set, cluster)
  if (outdated === undefined || type === 'OnDelete') return
  const start = set.spec?.ordinals?.start ?? 0
  const isFree = outdated.pods.some(pod => ordinal(pod.metadata.name) - start >= partition)
  if (isFree || outdated.count > partition) return
  const { name, namespace } = set.metadata
  const { count, total } = outdated
  const replicas = set.spec?.replicas ?? 1
  return {
    cause: 'rollout-partitioned' as const,
    facts: {
      name,
      namespaceFlag: namespaceFlag(namespace),
      partition,
      start,
      replicas,
      count,
      total,
      operator: operatorOf(set),
    },
    subject: refOf(set),
    ...timing(set, cluster),
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
}

function heldByStrategy(set: Set, cluster: Cluster) {
  const outdated = outdatedPods(set, cluster)
  if (set.spec?.updateStrategy?.type !== 'OnDelete' || outdated === undefined) return
  const { kind } = set
  const { name, namespace } = set.metadata
  return {
    cause: 'update-strategy-on-delete' as const,
    facts: {
      kind,
      name,
      namespaceFlag: namespaceFlag(namespace),
      count: outdated.count,
      total: outdated.total,
      pods: outdated.pods.map(pod => pod.metadata.name),
      operator: operatorOf(set),
    },
    subject: refOf(set),
    ...timing(set, cluster),
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
}

export default defineFamily<'StatefulSet' | 'DaemonSet', Facts>({
  family: 'held-updates',
  stage: 'rollout',
  on: ['StatefulSet', 'DaemonSet'],
  reads: ['Pod', 'ControllerRevision'],

  detect: (set, cluster) =>
    set.kind === 'StatefulSet'
      ? (heldByPartition(set, cluster) ?? heldByStrategy(set, cluster))
      : heldByStrategy(set, cluster),

  causes: {
    'rollout-partitioned': {
      owner: 'app',
      patience: 'soon',
      text: {
        summary: 'A partition holds back the update of a StatefulSet',
        shows:
          'Pods with an ordinal below `updateStrategy.rollingUpdate.partition` keep the old template; no event says so.',
        happens:
          'The partition was set for a staged rollout and never lowered, or it is not smaller than the number of replicas, so no pod is updated.',
        fix: 'Lower the partition step by step, down to 0 for all pods.',
        docs: ['https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#partitions'],
      },

      explain({ name, namespaceFlag, partition, start, replicas, count, total, operator }) {
        const patch = { spec: { updateStrategy: { rollingUpdate: { partition: 0 } } } }
        const all = partition >= replicas ? `, and there are only ${replicas} replicas` : ''
        return {
          title: `partition ${partition} holds back the update of StatefulSet ${name}`,
          why: `Only pods with an ordinal of ${start + partition} or more are updated${all}: ${count} of ${total} pods keep the old template.`,
          fix: [
            ...(operator === undefined ? [] : [lookAtOperator(operator, namespaceFlag)]),
            {
              kind: 'change',
              text: 'Lower the partition, step by step if the rollout is staged; 0 updates every pod.',
              command: withPatch(sh`kubectl patch statefulset ${name}${namespaceFlag}`, patch),
              patch,
            },
          ],
        }
      },
    },
    'update-strategy-on-delete': {
      owner: 'app',
      patience: 'none',
      text: {
        summary: 'The update strategy OnDelete leaves old pods in place',
        shows: 'A StatefulSet or DaemonSet keeps running its old pods after a template change; no event says so.',
        happens:
          'With `updateStrategy.type: OnDelete` the controller creates a pod from the new template only after the old one is deleted.',
        fix: 'Delete the old pods one by one, or change the strategy to RollingUpdate.',
        docs: [
          'https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#on-delete',
          'https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/',
        ],
      },

      explain({ kind, name, namespaceFlag, count, total, pods, operator }) {
        const patch = { spec: { updateStrategy: { type: 'RollingUpdate' } } }
        return {
          title: `${kind} ${name} updates pods only when they are deleted (OnDelete)`,
          why: `${count} of ${total} pods still run the old template, and the controller does not replace them on its own.`,
          fix: [
            ...(operator === undefined ? [] : [lookAtOperator(operator, namespaceFlag)]),
            ...(operator === undefined
              ? [
                  {
                    kind: 'change' as const,
                    text: 'Let the controller replace old pods, now and on every later change.',
                    command: withPatch(sh`kubectl patch ${kind.toLowerCase()} ${name}${namespaceFlag}`, patch),
                    patch,
                  },
                ]
              : []),
            {
              kind: 'destroy',
              text: `${operator === undefined ? 'Or keep OnDelete and delete' : 'Delete'} the old pods one by one, waiting until each replacement is ready: their data in memory and emptyDir volumes is lost.`,
              ...(pods[0] === undefined ? {} : { command: sh`kubectl delete pod ${pods[0]}${namespaceFlag}` }),
            },
          ],
        }
      },
    },
  },
})
