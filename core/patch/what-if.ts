import { Cluster } from '../cluster/cluster.ts'
import type { Json } from '../json.ts'
import { isRecord } from '../json.ts'
import type { Kube } from '../kube/index.ts'
import { clusterRedactor, redactValue } from '../redact/redact.ts'
import { refText, refTo, wholeKind } from '../ref.ts'
import type { ObjectRef, Report } from '../report.ts'
import type { Snapshot } from '../snapshot.ts'
import { containersOf } from '../workloads/containers.ts'
import { PULL_REASONS } from '../workloads/images/pulls.ts'
import { isSame } from '../workloads/template-changes.ts'
import { PatchError } from './patch.ts'
import {
  type Change,
  changedObject,
  dependentsOf,
  isScaledToZero,
  podTemplateOf,
  withChange,
  withoutStatus,
} from './patched.ts'
import { withSpecChanged } from './respecified.ts'

/**
 * The report by `diagnose` on the snapshot after some changes. `namespace` applies to changes without one. Values that
 * were secret before stay hidden. Throws a `PatchError` that names the object whose patch cannot be applied.
 */
export function withChanges(
  snapshot: Snapshot,
  changes: readonly Change[],
  namespace: string | undefined,
  diagnose: (cluster: Cluster) => Report,
): Report {
  const first = diagnose(changedCluster(snapshot, changes, namespace))
  if (changes.length === 0) return first
  const cured = affectedBy(diagnose(new Cluster(snapshot)), first, changes)
  const report = cured.length === 0 ? first : diagnose(changedCluster(snapshot, changes, namespace, cured))
  return redactValue(report, clusterRedactor(new Cluster(snapshot)))
}

/**
 * Objects affected by problems of the changed objects that are gone: they still report them where the report has other
 * problems instead.
 */
function affectedBy(before: Report, after: Report, changes: readonly Change[]): readonly ObjectRef[] {
  const known = new Set(before.problems.map(({ id }) => id))
  if (after.problems.every(({ id }) => known.has(id))) return []
  const left = new Set(after.problems.map(({ id }) => id))
  return before.problems
    .filter(({ id, field, subject }) => {
      const { kind, name, namespace } = field?.object ?? subject
      const isOf = ({ target }: Change) =>
        target.kind === kind && target.name === name && (target.namespace ?? namespace) === namespace
      return !left.has(id) && changes.some(isOf)
    })
    .flatMap(({ affects }) => affects)
}

/**
 * Applies changes in sequence with `make`, which gets each with its namespace and as it was given. An object without
 * namespace is looked up in the scope's. Throws a `PatchError` that names the object.
 */
export function afterChanges(
  snapshot: Snapshot,
  changes: readonly Change[],
  namespace: string | undefined,
  make: (cluster: Cluster, change: Change, asked: Change) => Cluster,
): Cluster {
  let cluster = new Cluster(snapshot)
  for (const asked of changes) {
    const target = targetIn(cluster, asked.target, namespace)
    try {
      cluster = make(cluster, { ...asked, target }, asked)
    } catch (error) {
      if (!(error instanceof PatchError)) throw error
      throw new PatchError(`The patch of ${refText(target)} cannot be applied: ${error.message}.`)
    }
  }
  return cluster
}

/** The cluster right after the changes, with a note about what is not known of it. */
function changedCluster(
  snapshot: Snapshot,
  changes: readonly Change[],
  namespace: string | undefined,
  suffering: readonly ObjectRef[] = [],
): Cluster {
  const last = changes.at(-1)
  const changed = new Set<string>()
  const notes = new Set<string>()
  const cluster = afterChanges(snapshot, changes, namespace, (before, change, asked) => {
    const { object, raw, after } = changedObject(before, change)
    const name = refText(change.target)
    if (isSame(withoutStatus(raw), withoutStatus(after))) {
      notes.add(`The patch of ${name} changes nothing.`)
      return before
    }
    const container = unpullable(object, raw, after, before)
    if (container !== undefined) {
      notes.add(`Diagnosed with a patch of ${name}: container ${container} keeps its image, which cannot be pulled.`)
      return withSpecChanged(before, change)
    }
    changed.add(name)
    return withChange(before, change, asked === last ? suffering : [])
  })
  if (changed.size > 0)
    notes.add(
      `Diagnosed with a patch of ${[...changed].join(', ')}: its effects are not known yet, so the statuses, events and logs of what it changes are left out.`,
    )
  if (notes.size === 0) return cluster
  return new Cluster({ ...cluster.snapshot, notes: [...(cluster.snapshot.notes ?? []), ...notes] })
}

/**
 * The target object: without a namespace, the one in the scope's namespace, a cluster-scoped one, or the only one with
 * that name.
 */
function targetIn(cluster: Cluster, target: ObjectRef, namespace: string | undefined): ObjectRef {
  const { name } = target
  const kind = wholeKind(target)
  const wanted = refTo(kind, target.namespace ?? namespace, name)
  if (cluster.get(wanted) !== undefined) return wanted
  if (cluster.get({ kind, name }) !== undefined) return { kind, name }
  if (wanted.namespace !== undefined) return wanted
  const [only, ...others] = cluster.snapshot.objects.flatMap(raw => placeOf(raw, kind, name))
  if (others.length > 0) throw new PatchError(`${kind} ${name} exists in several namespaces: specify one.`)
  return refTo(kind, only, name)
}

function placeOf(raw: unknown, kind: string, name: string): readonly string[] {
  if (!isRecord(raw) || raw['kind'] !== kind || !isRecord(raw['metadata']) || raw['metadata']['name'] !== name)
    return []
  const { namespace } = raw['metadata']
  return typeof namespace === 'string' ? [namespace] : []
}

/** Besides the container itself, these decide whether its image can be pulled: the node and the credentials. */
const PULLED_WITH = [
  'imagePullSecrets',
  'serviceAccountName',
  'nodeName',
  'nodeSelector',
  'affinity',
  'tolerations',
  'runtimeClassName',
] as const

/**
 * The container whose image still cannot be pulled after a change of its pod template that does not touch what decides
 * it.
 */
function unpullable(object: Kube, raw: Json, after: Json, cluster: Cluster): string | undefined {
  const [before, wanted] = [raw, after].map(each => podTemplateOf(each)?.['spec'])
  if (!isRecord(before) || !isRecord(wanted) || isScaledToZero(after)) return undefined
  if (PULLED_WITH.some(field => !isSame(before[field], wanted[field]))) return undefined
  const kept = (['initContainers', 'containers'] as const).flatMap(field => {
    const old = Array.isArray(before[field]) ? before[field].filter(isRecord) : []
    const now = Array.isArray(wanted[field]) ? wanted[field].filter(isRecord) : []
    return now.filter(({ name, image, imagePullPolicy }) =>
      old.some(each => each['name'] === name && each['image'] === image && each['imagePullPolicy'] === imagePullPolicy),
    )
  })
  const failing = new Set(
    dependentsOf(object, cluster)
      .flatMap(each => (each.kind === 'Pod' ? containersOf(each, cluster) : []))
      .filter(({ waiting }) => PULL_REASONS.has(waiting?.reason ?? ''))
      .map(({ name, status }) => `${name} ${status.image}`),
  )
  const found = kept.find(({ name, image }) => failing.has(`${name} ${image}`))
  return found && String(found['name'])
}
