import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import { refKey, refOf } from '../../ref.ts'
import { claimsOf } from '../pod-volumes.ts'
import { isFinished, isTerminating } from '../pods.ts'

type Claim = Kube<'PersistentVolumeClaim'>

/** What people used before `spec.storageClassName`; still honoured, for volumes too. */
const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class'
const DEFAULT_ANNOTATIONS = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
] as const

/** Provisioner of classes whose volumes people make by hand. */
export const NO_PROVISIONER = 'kubernetes.io/no-provisioner'

/** Takes a claim or a volume; returns the storage class that it names: empty for none on purpose, undefined where nothing is said. */
export function classNameOf(object: Claim | Kube<'PersistentVolume'>): string | undefined {
  return object.metadata.annotations?.[CLASS_ANNOTATION] ?? object.spec?.storageClassName
}

/** Takes a cluster; returns the names of the classes that claims without one get. */
export function defaultClasses(cluster: Cluster): readonly string[] {
  return cluster
    .list('StorageClass')
    .filter(({ metadata }) => DEFAULT_ANNOTATIONS.some(key => metadata.annotations?.[key] === 'true'))
    .map(({ metadata }) => metadata.name)
}

function indexUsers(cluster: Cluster): ReadonlyMap<string, readonly Kube<'Pod'>[]> {
  const users = new Map<string, Kube<'Pod'>[]>()
  for (const pod of cluster.list('Pod')) {
    if (isFinished(pod) || isTerminating(pod)) continue
    for (const claim of claimsOf(pod)) {
      const known = users.get(refKey(claim))
      if (known === undefined) users.set(refKey(claim), [pod])
      else known.push(pod)
    }
  }
  return users
}

/** Takes a claim; returns the pods that want it, finished and terminating ones left out. */
export function podsUsing(claim: Claim, cluster: Cluster): readonly Kube<'Pod'>[] {
  return cluster.of(cluster, indexUsers).get(refKey(refOf(claim))) ?? []
}
