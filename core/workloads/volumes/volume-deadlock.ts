import type { Cluster } from '../../cluster/cluster.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import type { Evidence } from '../../report.ts'
import { createdAt, isFinished, isTerminating, podCondition } from '../pods.ts'
import { attachmentsOf } from './claims.ts'
import { claimsOf } from './pod-claims.ts'

/** A new pod of a Deployment that waits for a volume held by a pod of an older revision. */
export interface VolumeDeadlock {
  readonly deployment: Kube<'Deployment'>
  readonly claim: string
  readonly mode: 'ReadWriteOnce' | 'ReadWriteOncePod'
  /** The pod that holds the volume. */
  readonly holder: string
  readonly evidence: readonly Evidence[]
  /** Milliseconds since 1970. */
  readonly since: number | undefined
}

/** The attach/detach controller: `Volume is already used by pod(s) …`, or `… exclusively attached to one node …`. */
const ATTACHED = /Multi-Attach error|already (?:exclusively )?attached to (?:one|another) node|currently attached to/i
/**
 * The scheduler's message about a single-pod claim (plugin `volumerestrictions`): `… ReadWriteOncePod access mode …`.
 */
const IN_USE = /ReadWriteOncePod/

/** By claim: the first running pod of another revision of the same Deployment that uses it. */
function holdersBeside(own: Kube, cluster: Cluster): ReadonlyMap<string, Kube<'Pod'>> {
  const holders = new Map<string, Kube<'Pod'>>()
  const deployment = cluster.ownerOf(own)
  const others = deployment === undefined ? [] : cluster.ownedBy(deployment, 'ReplicaSet').filter(set => set !== own)
  for (const pod of others.flatMap(set => cluster.ownedBy(set, 'Pod'))) {
    if (isTerminating(pod) || isFinished(pod) || pod.spec?.nodeName === undefined) continue
    for (const { name } of claimsOf(pod)) if (!holders.has(name)) holders.set(name, pod)
  }
  return holders
}

function find(pod: Kube<'Pod'>, cluster: Cluster): VolumeDeadlock | undefined {
  const set = cluster.ownerOf(pod)
  const deployment = set && cluster.ownerOf(set)
  if (set === undefined || deployment?.kind !== 'Deployment' || deployment.spec?.strategy?.type === 'Recreate')
    return undefined
  if (pod.status?.phase !== 'Pending' || isTerminating(pod)) return undefined
  const scheduled = podCondition(pod, 'PodScheduled')
  const events = cluster.events(pod)
  const refused = events.findLast(({ message }) => IN_USE.test(message))
  const attach = events.findLast(({ message }) => ATTACHED.test(message))
  const node = pod.spec?.nodeName
  for (const ref of claimsOf(pod)) {
    const found = cluster.find('PersistentVolumeClaim', ref.namespace, ref.name)
    const claim = found.state === 'present' ? found.object : undefined
    const modes = claim?.spec?.accessModes ?? []
    const holder = cluster.of(set, holdersBeside).get(ref.name)
    if (holder === undefined || /Many\b/.test(modes.join())) continue
    const isPod = node === undefined && IN_USE.test(scheduled?.message ?? refused?.message ?? '')
    const isAttached = attach !== undefined || attachmentsOf(claim?.spec?.volumeName, cluster).some(isInPlace)
    const isNode = node !== undefined && node !== holder.spec?.nodeName && isAttached
    if (!isPod && !isNode) continue
    const told = isPod ? refused : attach
    const message = isPod ? scheduled?.message : undefined
    return {
      deployment,
      claim: ref.name,
      mode: isPod ? 'ReadWriteOncePod' : 'ReadWriteOnce',
      holder: holder.metadata.name,
      evidence: [
        ...[
          ...(told === undefined ? [] : [eventEvidence(told)]),
          ...(message === undefined
            ? []
            : [fieldEvidence(pod, 'status.conditions[type=PodScheduled].message', message)]),
        ].slice(0, 1),
        ...(claim === undefined ? [] : [fieldEvidence(claim, 'spec.accessModes', modes)]),
        fieldEvidence(holder, 'spec.volumes', `claim ${ref.name} on node ${holder.spec?.nodeName ?? ''}`),
      ],
      since: told?.first ?? createdAt(pod),
    }
  }
  return undefined
}

/** Only a volume that is attached to a node can be held there. */
function isInPlace({ status }: Kube<'VolumeAttachment'>): boolean {
  return status?.attached === true
}

/**
 * The deadlock between a pod and its Deployment's older revision: the rolling update waits for the new pod before it
 * stops the old one, whose volume the new pod waits for.
 */
export function volumeDeadlockOf(pod: Kube<'Pod'>, cluster: Cluster): VolumeDeadlock | undefined {
  return cluster.of(pod, find)
}
