import type { Cluster } from '../../cluster/cluster.ts'
import { matchesSelector, selectorText } from '../../cluster/selectors.ts'
import type { Kube } from '../../kube/index.ts'
import { parseQuantity } from '../../kube/quantity.ts'
import { classNameOf } from '../../workloads/volumes/claims.ts'

type Claim = Kube<'PersistentVolumeClaim'>
type Volume = Kube<'PersistentVolume'>

/** A volume that does not fit a claim, and why. */
export interface Misfit {
  readonly volume: string
  /** Field of the claim's spec that the volume does not satisfy; none if the volume is not free. */
  readonly field?: 'resources.requests.storage' | 'accessModes' | 'volumeMode' | 'selector' | 'storageClassName'
  /** True if its former claim is gone and it still references that. */
  readonly isReleased?: boolean
  /** Field of the volume that shows it. */
  readonly shownAt: string
  /** What the claim requests and what the volume has, if they differ. */
  readonly wanted?: string
  readonly has?: string
  /** In words, after the volume's name. */
  readonly why: string
}

function isFor(volume: Volume, claim: Claim): boolean {
  const { claimRef } = volume.spec ?? {}
  if (claimRef === undefined) return true
  const { uid } = claim.metadata
  // A manually reserved volume has no uid in its claimRef.
  const isSame = [undefined, '', uid ?? claimRef.uid].includes(claimRef.uid)
  return isSame && keyOf(claimRef) === keyOf(claim.metadata)
}

function keyOf({ namespace = '', name = '' }: { readonly namespace?: string; readonly name?: string }): string {
  return `${namespace}/${name}`
}

function taken(volume: Volume): Misfit {
  const holder = `claim ${keyOf(volume.spec?.claimRef ?? {})}`
  const { phase } = volume.status ?? {}
  const why =
    phase === 'Released'
      ? `was released by ${holder} and still names it`
      : `${phase === 'Bound' ? 'is bound to' : 'is reserved for'} ${holder}`
  return { volume: volume.metadata.name, isReleased: phase === 'Released', shownAt: 'spec.claimRef', why }
}

function requestOf(claim: Claim): bigint | undefined {
  return parseQuantity(claim.spec?.resources?.requests?.['storage'])
}

function capacityOf(volume: Volume): bigint | undefined {
  return parseQuantity(volume.spec?.capacity?.['storage'])
}

function sizes(
  claim: Claim,
  volume: Volume,
  cluster: Cluster,
): { readonly wanted: string; readonly has: string } | undefined {
  const [wanted, has] = [claim.spec?.resources?.requests?.['storage'], volume.spec?.capacity?.['storage']]
  const [need, offer] = [cluster.of(claim, requestOf), cluster.of(volume, capacityOf)]
  return (offer ?? Number.POSITIVE_INFINITY) >= (need ?? 0n) ? undefined : { wanted: String(wanted), has: String(has) }
}

/**
 * The first reason why a volume cannot serve a claim; undefined if it can. Order and conditions:
 * `pkg/controller/volume/persistentvolume` and component-helpers `storage/volume/pv_helpers.go`.
 */
export function misfitOf(claim: Claim, volume: Volume, cluster: Cluster): Misfit | undefined {
  const name = volume.metadata.name
  const { spec } = volume
  if (!isFor(volume, claim)) return taken(volume)
  if (volume.metadata.deletionTimestamp !== undefined)
    return { volume: name, shownAt: 'metadata.deletionTimestamp', why: 'is being deleted' }
  const [wantedClass, hasClass] = [classNameOf(claim) ?? '', classNameOf(volume) ?? '']
  if (wantedClass !== hasClass) {
    const why = hasClass === '' ? 'has no storage class' : `has storage class ${hasClass}`
    return {
      volume: name,
      field: 'storageClassName',
      shownAt: 'spec.storageClassName',
      wanted: wantedClass,
      has: hasClass,
      why,
    }
  }
  const size = sizes(claim, volume, cluster)
  if (size !== undefined) {
    return {
      volume: name,
      field: 'resources.requests.storage',
      shownAt: 'spec.capacity.storage',
      ...size,
      why: `has only ${size.has}`,
    }
  }
  const [wantedModes, hasModes] = [claim.spec?.accessModes ?? [], spec?.accessModes ?? []]
  const missing = wantedModes.filter(mode => !hasModes.includes(mode))
  if (missing.length > 0) {
    const has = hasModes.join(', ')
    return {
      volume: name,
      field: 'accessModes',
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
      field: 'volumeMode',
      shownAt: 'spec.volumeMode',
      wanted: wantedMode,
      has: hasMode,
      why: `is a ${hasMode} volume`,
    }
  }
  if (claim.spec?.selector !== undefined && !matchesSelector(volume.metadata.labels, claim.spec.selector))
    return {
      volume: name,
      field: 'selector',
      shownAt: 'metadata.labels',
      wanted: selectorText(claim.spec.selector),
      why: 'does not match the claim’s selector',
    }
  return undefined
}

/** Fields that a person would rather change come before those that show two unrelated volumes. */
const NEARNESS: readonly Misfit['field'][] = [
  'resources.requests.storage',
  'accessModes',
  'volumeMode',
  'selector',
  undefined,
  'storageClassName',
]

interface Shelves {
  /** Volumes without a claim, by class. */
  readonly free: ReadonlyMap<string, readonly Volume[]>
  /** One volume of each kind among them, ignoring labels, by class. */
  readonly sorts: ReadonlyMap<string, readonly Volume[]>
  /** Volumes by the claim that they reference. */
  readonly claimed: ReadonlyMap<string, readonly Volume[]>
}

function put(shelf: Map<string, Volume[]>, key: string, volume: Volume): void {
  const known = shelf.get(key)
  if (known === undefined) shelf.set(key, [volume])
  else known.push(volume)
}

function shelve(volumes: readonly Volume[]): Shelves {
  const free = new Map<string, Volume[]>()
  const claimed = new Map<string, Volume[]>()
  const sorts = new Map<string, Volume[]>()
  const known = new Set<string>()
  for (const volume of volumes) {
    const { claimRef, capacity, accessModes, volumeMode } = volume.spec ?? {}
    const className = classNameOf(volume) ?? ''
    if (claimRef === undefined) {
      put(free, className, volume)
      const { deletionTimestamp } = volume.metadata
      const sort = JSON.stringify([className, capacity, accessModes, volumeMode, deletionTimestamp])
      if (!known.has(sort)) put(sorts, className, volume)
      known.add(sort)
    } else put(claimed, keyOf(claimRef), volume)
  }
  return { free, sorts, claimed }
}

/** The volumes that may serve a claim: those of its class without a claim, and those that reference it. */
function* mayServe({ metadata }: Claim, free: readonly Volume[] = [], claimed: Shelves['claimed']): Generator<Volume> {
  yield* free
  yield* claimed.get(keyOf(metadata)) ?? []
}

function shelves(cluster: Cluster): Shelves {
  return cluster.of(cluster.list('PersistentVolume'), shelve)
}

/** The volumes to compare with a claim, up to the limit. */
function likely(claim: Claim, cluster: Cluster): readonly Volume[] {
  const { free, claimed } = shelves(cluster)
  return [...mayServe(claim, (free.get(classNameOf(claim) ?? '') ?? []).slice(0, NEAR_LIMIT), claimed)].slice(
    0,
    NEAR_LIMIT,
  )
}

/** Limit on volumes compared with a claim; those that may serve it come first. */
const NEAR_LIMIT = 100

/** Why the cluster's volumes do not fit, nearest misses first. */
export function misfitsOf(claim: Claim, cluster: Cluster): readonly Misfit[] {
  const all = cluster.list('PersistentVolume')
  const named = cluster.named('PersistentVolume', claim.spec?.volumeName ?? '')
  const near = new Set([...named, ...likely(claim, cluster), ...all.slice(0, NEAR_LIMIT)])
  const misfits = [...near].slice(0, NEAR_LIMIT).map(volume => misfitOf(claim, volume, cluster))
  return misfits
    .filter(misfit => misfit !== undefined)
    .sort((a, b) => NEARNESS.indexOf(a.field) - NEARNESS.indexOf(b.field))
}

/** True if a free volume satisfies the claim, so it is about to be bound. */
export function hasFit(claim: Claim, cluster: Cluster): boolean {
  const { free, sorts, claimed } = shelves(cluster)
  const choice = claim.spec?.selector === undefined ? sorts : free
  for (const volume of mayServe(claim, choice.get(classNameOf(claim) ?? ''), claimed))
    if (misfitOf(claim, volume, cluster) === undefined) return true
  return false
}

/** The names of volumes that would serve a claim, up to the limit. */
export function freeFor(claim: Claim, cluster: Cluster): readonly string[] {
  return likely(claim, cluster)
    .filter(volume => misfitOf(claim, volume, cluster) === undefined)
    .map(({ metadata }) => metadata.name)
}
