import type { Cluster } from '../cluster/cluster.ts'
import { matchesMap } from '../cluster/selectors.ts'
import { rawKey } from '../cluster/view.ts'
import { isRecord } from '../json.ts'
import type { Kube } from '../kube/index.ts'
import type { Linked } from '../link/problems.ts'
import { memo } from '../memo.ts'
import { compareText, refKey, refTo } from '../ref.ts'
import type { Fix, ObjectRef, Outlook, Problem } from '../report.ts'
import { podsOfService } from '../workloads/network/selected-pods.ts'
import { isSame, revisionsOf, templateIn, withoutHash } from '../workloads/template-changes.ts'
import { CONTROLLERS, workloadOf } from '../workloads/workloads.ts'
import { type Change, changedObject, withChange } from './patched.ts'
import { withSpecChanged } from './respecified.ts'

/** Limit on trials per report, most urgent problems first. */
const MAX_PROOFS = 12
/** Limit on objects examined by all trials of a report; each trial examines the cluster up to three times. */
const MAX_LOOKED_AT = 6000

/** The change that a fix makes, if it has a patch. */
function changeOf({ field, subject }: Problem, { patch }: Fix): Change | undefined {
  if (patch === undefined) return undefined
  const { kind, namespace, name } = field?.object ?? subject
  return { target: refTo(kind, namespace, name), patch }
}

/** True if the patch restores the pod template of an older revision whose pods are ready. */
function isKnownToWork(change: Change, cluster: Cluster): boolean {
  const { object, after } = changedObject(cluster, change)
  const wanted = templateIn(after)
  const [, ...older] = revisionsOf(object, cluster)
  return (
    wanted !== undefined &&
    older.some(({ raw, isReady }) => isReady && isRecord(raw) && isSame(wanted, withoutHash(raw)))
  )
}

/** What the rules find after a change. */
export interface Trial {
  readonly isBroken: boolean
  /** The outlook of each problem, by id. */
  readonly outlooks: ReadonlyMap<string, Outlook>
}

/** On what another answer may be found after a change than before. */
export interface Concern {
  readonly isConcerned: (object: Kube) => boolean
  /** The namespaces in which all of it is, in order, `''` for what is in none; undefined where it may be anywhere. */
  readonly places: readonly string[] | undefined
}

/** Runs the rules on a changed cluster, reusing findings on objects that the change does not concern. */
export type TryOn = (changed: Cluster, concern: Concern) => Trial

/**
 * A workload's own template matters to what suffers with it, to Services whose pods are others than before, and to what else
 * there is in their namespaces but other workloads; to no Node, as that tells of a machine.
 */
function concernOf(target: ObjectRef, { problem, touches }: Linked, after: Cluster): Concern {
  if (target.namespace === undefined) return { isConcerned: () => true, places: undefined }
  const { subject, affects, evidence } = problem
  const near = new Set([target, subject, ...affects, ...evidence.map(({ object }) => object)].map(placeOf))
  const isOfWorkload = CONTROLLERS.has(target.kind)
  const own = refKey(target)
  const { before = after } = after
  const newPods = [...after.added].filter(({ kind }) => kind === 'Pod')
  const isOwn = (key: string) => key === own || touches.has(key)
  const isConcerned = (object: Kube): boolean => {
    const isOfIt = isOwn(rawKey(object))
    if (isOfWorkload && (isOfIt || object.kind === 'Node')) return isOfIt
    if (isOfWorkload && CONTROLLERS.has(object.kind)) return isOwn(refKey(workloadOf(object, before)))
    const { namespace } = object.metadata
    if (namespace === undefined) return true
    const isNear = near.has(namespace)
    return isNear && isOfWorkload && object.kind === 'Service' ? hasOtherPods(object, newPods, before, after) : isNear
  }
  const known = new Map<Kube, boolean>()
  return {
    isConcerned: object =>
      memo(known, object, () => after.added.has(object) || after.isRemoved(object) || isConcerned(object)),
    places: [...new Set(['', ...near, ...[...touches].map(placeIn)])].sort(compareText),
  }
}

/**
 * True if a change has removed or added pods that the Service selects. Any change may concern a Service without pods.
 */
function hasOtherPods(service: Kube<'Service'>, newPods: readonly Kube[], before: Cluster, after: Cluster): boolean {
  const pods = podsOfService(service, before)
  if (pods.length === 0 || pods.some(pod => after.isRemoved(pod))) return true
  const { namespace } = service.metadata
  const { selector = {} } = service.spec ?? {}
  return newPods.some(({ metadata }) => metadata.namespace === namespace && matchesMap(metadata.labels, selector))
}

function placeOf({ namespace = '' }: ObjectRef): string {
  return namespace
}

/** The same of a `refKey`. */
function placeIn(key: string): string {
  return key.split('/')[1] ?? ''
}

/**
 * Adds `proved` to each fix with a patch: true if the rules, run again on the patched specification, no longer find the
 * cause and find nothing new. This must follow from the change and not from what becomes unknown with it: the cause
 * must be gone even if everything is still reported as before, or the pod template must be one that is known to work.
 * Fixes are left as they are if the snapshot is too large for trials.
 */
export function withProofs(linked: readonly Linked[], cluster: Cluster, tryOn: TryOn): readonly Problem[] {
  let left = Math.min(MAX_PROOFS, Math.floor(MAX_LOOKED_AT / Math.max(1, cluster.snapshot.objects.length)))
  const known = new Set(linked.map(({ problem }) => problem.id))
  const proves = (each: Linked, change: Change): boolean => {
    const { id, outlook, affects } = each.problem
    const after = (changed: Cluster) => tryOn(changed, concernOf(change.target, each, changed))
    const isGone = ({ isBroken, outlooks }: Trial) => !isBroken && !outlooks.has(id)
    const isCured = (trial: Trial) => isGone(trial) && [...trial.outlooks.keys()].every(other => known.has(other))
    /** Earlier reports may still show it, as something that ends on its own. */
    const isOver = (trial: Trial) => {
      const left = trial.outlooks.get(id)
      return isGone(trial) || (!trial.isBroken && left === 'self-healing' && left !== outlook)
    }
    try {
      if (!isKnownToWork(change, cluster) && !isOver(after(withSpecChanged(cluster, change)))) return false
      const trial = after(withChange(cluster, change))
      if (!isGone(trial)) return false
      // Affected objects still report it: the cause must be gone before their reports are dropped.
      const suffering = isCured(trial) ? [] : affects
      return suffering.length === 0 || isCured(after(withChange(cluster, change, suffering)))
    } catch {
      // An object that cannot be patched or is nested too deeply proves nothing.
      return false
    }
  }
  return linked.map(each => ({
    ...each.problem,
    fix: each.problem.fix.map(fix => {
      const change = changeOf(each.problem, fix)
      if (change === undefined || left-- <= 0) return fix
      return { ...fix, proved: proves(each, change) }
    }),
  }))
}
