import type { Cluster } from '../../cluster/cluster.ts'
import { matchesSelector } from '../../cluster/selectors.ts'
import type { Kube } from '../../kube/index.ts'
import { parseQuantity } from '../../kube/quantity.ts'
import { classNameOf } from '../../workloads/volumes/claims.ts'

type Claim = Kube<'PersistentVolumeClaim'>
type Volume = Kube<'PersistentVolume'>

/** A volume that a claim might have been bound to, and why it cannot be. */
export interface Misfit {
  readonly volume: string
  /** Field of the claim that the volume does not meet; undefined where the volume itself is not free. */
  readonly field: string | undefined
  /** Field of the volume that shows it. */
  readonly shownAt: string
  /** What the claim asks for and what the volume has, where they differ. */
  readonly wanted?: string
  readonly has?: string
  /** In words, after the volume's name. */
  readonly why: string
}

function isFor(volume: Volume, claim: Claim): boolean {
  const { claimRef } = volume.spec ?? {}
  if (claimRef === undefined) return true
  const uids = [claimRef.uid, claim.metadata.uid]
  return (
    claimRef.name === claim.metadata.name &&
    claimRef.namespace === claim.metadata.namespace &&
    (uids.includes(undefined) || uids[0] === '' || uids[0] === uids[1])
  )
}

function taken(volume: Volume): Misfit {
  const { name, namespace } = volume.spec?.claimRef ?? {}
  const holder = name === undefined ? 'another claim' : `claim ${namespace ?? ''}/${name}`
  const { phase } = volume.status ?? {}
  const why =
    phase === 'Released'
      ? `was released by ${holder} and still names it`
      : `${phase === 'Bound' ? 'is bound to' : 'is reserved for'} ${holder}`
  return { volume: volume.metadata.name, field: undefined, shownAt: 'spec.claimRef', why }
}

function sizes(claim: Claim, volume: Volume): { readonly wanted: string; readonly has: string } | undefined {
  const [wanted, has] = [claim.spec?.resources?.requests?.['storage'], volume.spec?.capacity?.['storage']]
  const [need, offer] = [parseQuantity(wanted), parseQuantity(has)]
  return need === undefined || offer === undefined || offer >= need
    ? undefined
    : { wanted: String(wanted), has: String(has) }
}

/**
 * Takes a claim and a volume; returns the first reason why the volume cannot serve it, undefined where it can. Order and
 * conditions: `pkg/controller/volume/persistentvolume` and component-helpers `storage/volume/pv_helpers.go`.
 */
export function misfitOf(claim: Claim, volume: Volume): Misfit | undefined {
  const name = volume.metadata.name
  const { spec } = volume
  if (!isFor(volume, claim)) return taken(volume)
  if (volume.metadata.deletionTimestamp !== undefined)
    return { volume: name, field: undefined, shownAt: 'metadata.deletionTimestamp', why: 'is being deleted' }
  if (volume.status?.phase === 'Failed')
    return { volume: name, field: undefined, shownAt: 'status.phase', why: 'has failed to be reclaimed' }
  const [wantedClass, hasClass] = [classNameOf(claim) ?? '', classNameOf(volume) ?? '']
  if (wantedClass !== hasClass) {
    const why = hasClass === '' ? 'has no storage class' : `is of storage class ${hasClass}`
    return {
      volume: name,
      field: 'spec.storageClassName',
      shownAt: 'spec.storageClassName',
      wanted: wantedClass,
      has: hasClass,
      why,
    }
  }
  const size = sizes(claim, volume)
  if (size !== undefined) {
    return {
      volume: name,
      field: 'spec.resources.requests.storage',
      shownAt: 'spec.capacity.storage',
      ...size,
      why: `holds ${size.has}`,
    }
  }
  const [wantedModes, hasModes] = [claim.spec?.accessModes ?? [], spec?.accessModes ?? []]
  const missing = wantedModes.filter(mode => !hasModes.includes(mode))
  if (missing.length > 0 && hasModes.length > 0) {
    const has = hasModes.join(', ')
    return {
      volume: name,
      field: 'spec.accessModes',
      shownAt: 'spec.accessModes',
      wanted: wantedModes.join(', '),
      has,
      why: `offers only ${has}`,
    }
  }
  const [wantedMode, hasMode] = [claim.spec?.volumeMode ?? 'Filesystem', spec?.volumeMode ?? 'Filesystem']
  if (wantedMode !== hasMode) {
    return {
      volume: name,
      field: 'spec.volumeMode',
      shownAt: 'spec.volumeMode',
      wanted: wantedMode,
      has: hasMode,
      why: `is a ${hasMode} volume`,
    }
  }
  if (claim.spec?.selector !== undefined && !matchesSelector(volume.metadata.labels, claim.spec.selector))
    return {
      volume: name,
      field: 'spec.selector',
      shownAt: 'metadata.labels',
      why: 'has other labels than the claim selects',
    }
  return undefined
}

/** Fields that a person would change before those that tell two unrelated volumes apart. */
const NEARNESS = [
  'spec.resources.requests.storage',
  'spec.accessModes',
  'spec.volumeMode',
  'spec.selector',
  undefined,
  'spec.storageClassName',
]

/** Takes a claim; returns what is wrong with each volume of the cluster, the nearest misses first. */
export function misfitsOf(claim: Claim, cluster: Cluster): readonly Misfit[] {
  const misfits = cluster.list('PersistentVolume').map(volume => misfitOf(claim, volume))
  return misfits
    .filter(misfit => misfit !== undefined)
    .sort((a, b) => NEARNESS.indexOf(a.field) - NEARNESS.indexOf(b.field))
}

/** True where a volume is free that meets all that the claim asks for: the claim is about to be bound. */
export function hasFit(claim: Claim, cluster: Cluster): boolean {
  return cluster.list('PersistentVolume').some(volume => misfitOf(claim, volume) === undefined)
}

/** Takes a claim that names its volume; returns the names of the volumes that would serve it. */
export function freeFor(claim: Claim, cluster: Cluster): readonly string[] {
  const fitting = cluster.list('PersistentVolume').filter(volume => misfitOf(claim, volume) === undefined)
  return fitting.map(({ metadata }) => metadata.name)
}
