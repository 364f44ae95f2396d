import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import { refKey, refOf } from '../../ref.ts'
import type { ObjectRef } from '../../report.ts'
import { createdAt, isFinished, isTerminating, podCondition } from '../pods.ts'
import { claimsOf } from './pod-claims.ts'

type Claim = Kube<'PersistentVolumeClaim'>

/** The predecessor of `spec.storageClassName`; still honored, for volumes too. */
const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class'
const DEFAULT_ANNOTATIONS = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
] as const

/** Provisioner of classes whose volumes are created manually. */
export const NO_PROVISIONER = 'kubernetes.io/no-provisioner'

/** The storage class of a claim or a volume: empty for deliberately none, undefined if not set. */
export function classNameOf(object: Claim | Kube<'PersistentVolume'>): string | undefined {
  return object.metadata.annotations?.[CLASS_ANNOTATION] ?? object.spec?.storageClassName
}

/** The default classes. */
export function defaultClasses(cluster: Cluster): readonly string[] {
  return cluster
    .list('StorageClass')
    .filter(({ metadata }) => DEFAULT_ANNOTATIONS.some(key => metadata.annotations?.[key] === 'true'))
    .map(({ metadata }) => metadata.name)
}

/**
 * The scheduler's messages about a pod whose claims wait for scheduling: no volume fits, or none can be provisioned.
 * `pkg/scheduler/framework/plugins/volumebinding/binder.go`.
 */
export const NO_VOLUME = /didn't find available persistent volumes to bind/
export const NO_ROOM = /did not have enough free storage/
/** Its message where claims must be bound first; up to 1.12 without `immediate`. */
const UNBOUND = /unbound (?:immediate )?PersistentVolumeClaims/

/** The claims that such a message may be about: those not known to be bound. */
export function unboundClaims(pod: Kube<'Pod'>, cluster: Cluster): readonly ObjectRef[] {
  const { message = '' } = podCondition(pod, 'PodScheduled') ?? {}
  if (![UNBOUND, NO_VOLUME, NO_ROOM].some(said => said.test(message))) return []
  return claimsOf(pod).filter(ref => {
    const claim = cluster.get(ref)
    return claim?.kind !== 'PersistentVolumeClaim' || claim.status?.phase !== 'Bound'
  })
}

function indexUsers(cluster: Cluster): ReadonlyMap<string, readonly Kube<'Pod'>[]> {
  const users = new Map<string, Kube<'Pod'>[]>()
  for (const pod of cluster.list('Pod')) {
    if (isFinished(pod)) continue
    for (const claim of claimsOf(pod)) {
      const known = users.get(refKey(claim))
      if (known === undefined) users.set(refKey(claim), [pod])
      else known.push(pod)
    }
  }
  return users
}

/** The unfinished pods that use a claim, which need not exist. */
export function usersOf(claim: ObjectRef, cluster: Cluster): readonly Kube<'Pod'>[] {
  return cluster.of(cluster, indexUsers).get(refKey(claim)) ?? []
}

/** The pods that need a claim: terminating ones are left out. */
export function podsUsing(claim: Claim, cluster: Cluster): readonly Kube<'Pod'>[] {
  return usersOf(refOf(claim), cluster).filter(pod => !isTerminating(pod))
}

/** Milliseconds after which a claim without pods counts as abandoned. */
const UNUSED_LIMIT = 60 * 60_000

/** True if nobody waits for a claim any more. */
export function isAbandoned(claim: Claim, cluster: Cluster): boolean {
  const age = cluster.now - (createdAt(claim) ?? cluster.now)
  return podsUsing(claim, cluster).length === 0 && age > UNUSED_LIMIT
}

/** A pod's claim with its bound volume, and the nodes that can reach the volume by its own specification. */
export interface BoundVolume {
  readonly claim: string
  readonly volume: Kube<'PersistentVolume'>
}

function findBound(pod: Kube<'Pod'>, cluster: Cluster): readonly BoundVolume[] {
  const bound: BoundVolume[] = []
  for (const ref of claimsOf(pod)) {
    const claim = cluster.get(ref)
    if (claim?.kind !== 'PersistentVolumeClaim' || claim.spec?.volumeName === undefined) continue
    const volume = cluster.get({ kind: 'PersistentVolume', name: claim.spec.volumeName })
    if (volume?.kind === 'PersistentVolume') bound.push({ claim: ref.name, volume })
  }
  return bound
}

/** A pod's claims that are bound to volumes of the snapshot. */
export function boundVolumes(pod: Kube<'Pod'>, cluster: Cluster): readonly BoundVolume[] {
  return cluster.of(pod, findBound)
}

type Attachments = readonly Kube<'VolumeAttachment'>[]

function byVolume(attachments: Attachments): ReadonlyMap<string, Attachments> {
  const known = new Map<string, Kube<'VolumeAttachment'>[]>()
  for (const attachment of attachments) {
    const name = attachment.spec?.source?.persistentVolumeName
    if (name === undefined) continue
    const same = known.get(name)
    if (same === undefined) known.set(name, [attachment])
    else same.push(attachment)
  }
  return known
}

/** The attachments of a PersistentVolume to nodes. */
export function attachmentsOf(volume: string | undefined, cluster: Cluster): Attachments {
  return cluster.of(cluster.list('VolumeAttachment'), byVolume).get(volume ?? '') ?? []
}
