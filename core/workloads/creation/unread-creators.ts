import type { Cluster } from '../../cluster/cluster.ts'
import type { ClusterEvent } from '../../cluster/events.ts'
import { viewOf } from '../../cluster/view.ts'
import type { Kind, Kube } from '../../kube/index.ts'
import { refKey, refTo } from '../../ref.ts'
import type { ObjectRef } from '../../report.ts'
import { rolloutOf } from '../rollouts.ts'
import type { Creator } from './failed-create.ts'
import { CREATORS, STALE_REFUSAL } from './failed-create.ts'

const CREATOR_KINDS: ReadonlySet<string> = new Set(CREATORS)

/**
 * A ReplicaSet is named after its Deployment and a hash of the template, written without vowels and digits that look like
 * them (`rand.SafeEncodeString` of apimachinery).
 */
const OF_DEPLOYMENT = /^(.{1,253})-([bcdfghjklmnpqrstvwxz2456789]{5,10})$/

function isCreator(kind: string): kind is Creator['kind'] {
  return CREATOR_KINDS.has(kind)
}

/** All that an event tells of an object that was not read; undefined where the cluster knows better. */
function unreadObject(ref: ObjectRef, cluster: Cluster): Kube | undefined {
  const { kind, namespace, name } = ref
  if (!isCreator(kind) || cluster.seen(kind, namespace) || cluster.get(ref) !== undefined) return undefined
  const [, deployment, hash] = kind === 'ReplicaSet' ? (OF_DEPLOYMENT.exec(name) ?? []) : []
  const made = {
    labels: { 'pod-template-hash': hash },
    ownerReferences: [{ kind: 'Deployment', name: deployment, controller: true }],
  }
  const View = viewOf(kind)
  return new View({ kind, metadata: { name, namespace, ...(deployment === undefined ? {} : made) } })
}

function lastOf(events: readonly ClusterEvent[], reason: string): number {
  return events.findLast(event => event.reason === reason)?.last ?? Number.NEGATIVE_INFINITY
}

/** True where it fails still: its controller would have tried again since, and it or its successor has made nothing. */
function isFailing(object: Kube, made: ReadonlyMap<string, number>, cluster: Cluster): boolean {
  const failed = lastOf(cluster.events(object), 'FailedCreate')
  const owner = cluster.ownerOf(object)
  if (owner?.kind === 'Deployment' && rolloutOf(owner, cluster).complete) return false
  return cluster.now - failed <= STALE_REFUSAL && (made.get(familyOf(object)) ?? Number.NEGATIVE_INFINITY) < failed
}

/** What a later revision of the same Deployment shares. */
function familyOf({ kind, metadata: { namespace, name, ownerReferences } }: Kube): string {
  return refKey(refTo(kind, namespace, ownerReferences?.[0]?.name ?? name))
}

function find(_snapshot: object, cluster: Cluster): readonly Kube[] {
  const isUnread = (namespace: string) => CREATORS.some(kind => !cluster.seen(kind, namespace))
  const objects = cluster.regarded(isUnread).flatMap(ref => unreadObject(ref, cluster) ?? [])
  const made = new Map<string, number>()
  for (const object of objects) {
    const family = familyOf(object)
    const last = lastOf(cluster.events(object), 'SuccessfulCreate')
    made.set(family, Math.max(last, made.get(family) ?? last))
  }
  return objects.filter(object => isFailing(object, made, cluster))
}

/**
 * Takes a kind; returns what stands for objects of it that were not read and that fail to create others, as events say: whoever
 * sends pods and events alone is told why pods are missing.
 */
export function unreadCreators<K extends Kind>(kind: K, cluster: Cluster): readonly Kube<K>[] {
  return cluster
    .of(cluster.snapshot, find)
    .filter(object => object.kind === kind) as readonly Kube[] as readonly Kube<K>[]
}
