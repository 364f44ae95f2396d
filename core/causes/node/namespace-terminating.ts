import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Hit } from '../../finding.ts'
import type { Kube } from '../../kube/index.ts'
import { BUDGETS } from '../../patience.ts'
import { refOf } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { parseTime } from '../../time.ts'
import { CREATORS, failedCreateOf, mayBeOver } from '../../workloads/creation/failed-create.ts'
import { EMPTYING, namespaceRest, stuckNamespace } from '../../workloads/namespace-deletion.ts'
import { isOverdue } from '../../workloads/pods.ts'
import { namespaceBlockers, stoppingOf } from './deletion.ts'

interface Facts {
  readonly name: string
  readonly isRefused: boolean
  /** The namespace controller's report of what is left. */
  readonly waits: string | undefined
}

/** Without its controllers no namespace is deleted. */
const MANAGER = { kind: 'Lease', namespace: 'kube-system', name: 'kube-controller-manager' } as const

/** A namespace that stays although no separately reported object blocks it. */
function lingering(namespace: Kube<'Namespace'>, cluster: Cluster): Hit<Facts> | undefined {
  const rest = namespaceRest(namespace)
  if (rest === undefined || rest.isHeld || rest.isOwn) return
  const { name, deletionTimestamp = '' } = namespace.metadata
  const stuck = stuckNamespace(namespace)
  const stopping = cluster
    .list('Pod', name)
    .filter(pod => stoppingOf(pod, cluster) !== undefined && !isOverdue(pod, cluster))
    .map(refOf)
  const told = stuck === undefined ? 'NamespaceContentRemaining' : stuck.type
  const waits = stuck?.message ?? rest.content
  return {
    facts: { name, isRefused: false, waits },
    subject: refOf(namespace),
    because: [...namespaceBlockers(name, cluster), ...(stuck?.apis ?? []), ...stopping, MANAGER],
    evidence: [
      fieldEvidence(namespace, 'metadata.deletionTimestamp', deletionTimestamp),
      ...(waits === undefined ? [] : [fieldEvidence(namespace, `status.conditions[type=${told}].message`, waits)]),
    ],
    since: rest.since,
    usual: stuck === undefined ? EMPTYING : undefined,
    healing:
      stuck === undefined && stopping[0] !== undefined
        ? `its pods are terminating, including ${stopping[0].name}`
        : undefined,
    isOpen: stuck === undefined,
  }
}

export default defineCause({
  id: 'namespace-terminating',
  stage: 'node',
  owner: 'app',
  patience: {
    why: 'an API that has to list its content may be down; not at all for what is being created in it',
    seconds: ({ isRefused }) => BUDGETS[isRefused ? 'none' : 'stuck'].seconds,
  },
  text: {
    summary: 'The namespace is being deleted, so nothing can be created in it',
    shows:
      '`forbidden: unable to create new content in namespace … because it is being terminated`; `kubectl get namespace` says Terminating.',
    happens:
      'The namespace was deleted manually, by a pipeline or with a preview environment, while something still deploys into it.',
    fix: 'Wait until it is gone, then recreate it and deploy again. If it does not go away, look for finalizers on its objects.',
    docs: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/'],
  },
  on: ['Namespace', ...CREATORS],
  onUnread: true,
  reads: ['Namespace', 'Pod', 'APIService'],

  detect(creator, cluster): Hit<Facts> | undefined {
    if (creator.kind === 'Namespace') return lingering(creator, cluster)
    const failed = failedCreateOf(creator, cluster)
    if (failed?.refusal?.kind !== 'namespace-terminating') return
    const name = creator.metadata.namespace ?? failed.refusal.namespace
    const lookup = cluster.find('Namespace', undefined, name)
    const namespace = lookup.state === 'present' ? lookup.object : undefined
    if (namespace !== undefined && namespace.metadata.deletionTimestamp === undefined) return
    return {
      facts: { name, isRefused: true, waits: undefined },
      subject: { kind: 'Namespace', name },
      explains: [refOf(creator)],
      because: namespaceBlockers(name, cluster),
      evidence: [
        ...(namespace === undefined ? [] : [fieldEvidence(namespace, 'status.phase', namespace.status?.phase ?? '')]),
        ...failed.evidence,
      ],
      since: parseTime(namespace?.metadata.deletionTimestamp) ?? failed.first,
      confidence: namespace === undefined && mayBeOver(failed, cluster) ? 'likely' : 'certain',
    }
  },

  explain({ name, isRefused, waits }) {
    return {
      title: `namespace ${name} is being deleted${isRefused ? '' : ', and its deletion is stuck'}`,
      why: isRefused
        ? 'Nothing can be created in a namespace that is being deleted, so the workload gets no pods.'
        : `Nothing can be created in a namespace that is being deleted${waits === undefined ? '.' : `; it is waiting: ${waits.slice(0, 300)}.`}`,
      fix: [
        {
          kind: 'check',
          text: 'Show what its deletion is waiting for.',
          command: sh`kubectl get namespace ${name} -o yaml`,
        },
        {
          kind: 'change',
          text: 'Once it is gone, recreate it and deploy again.',
          command: sh`kubectl create namespace ${name}`,
        },
      ],
    }
  },
})
