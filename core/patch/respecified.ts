import type { Cluster } from '../cluster/cluster.ts'
import { rawOf } from '../cluster/view.ts'
import type { Json } from '../json.ts'
import { isRecord } from '../json.ts'
import { type Kube, SHAPES } from '../kube/index.ts'
import { project } from '../kube/project.ts'
import { isSame } from '../workloads/template-changes.ts'
import { type Change, changedObject, dependentsOf, isReleased, podTemplateOf, rawsOf } from './patched.ts'

/** What identifies an item of a list in a pod's specification. */
const KEYS = ['name', 'mountPath', 'containerPort', 'topologyKey', 'key', 'ip'] as const

/**
 * The cluster with a change of specifications only: the target, and the pods and ReplicaSets of its current template,
 * are patched; everything reported about them stays. A rule that no longer finds its cause does so because of the
 * change. Throws a `PatchError` like `withChange`.
 */
export function withSpecChanged(cluster: Cluster, change: Change): Cluster {
  const { object, raw, after } = changedObject(cluster, change)
  const [before, wanted] = [podTemplateOf(raw), podTemplateOf(after)]
  const changed = [object]
  const added = isReleased(after) ? [] : [after]
  if (before !== undefined && wanted !== undefined) {
    for (const each of dependentsOf(object, cluster)) {
      const followed = following(each, rawOf(each), before, wanted)
      if (followed === undefined) continue
      changed.push(each)
      added.push(followed)
    }
  }
  return cluster.changed(rawsOf(changed, cluster), added, cluster.snapshot)
}

/** The same object made from the new template; undefined if it was made from an older one. */
function following(each: Kube, old: Json, before: Json, wanted: Json): Json | undefined {
  const spec = old['spec']
  if (!isRecord(spec)) return undefined
  if (each.kind === 'Pod')
    return isMadeOf(spec, read(before['spec']))
      ? { ...old, spec: merged(spec, before['spec'], wanted['spec']) }
      : undefined
  const template = podTemplateOf(old)
  if (template === undefined || !isMadeOf(template['spec'], before['spec'])) return undefined
  return { ...old, spec: { ...spec, template: merged(template, before, wanted) } }
}

/** The parts of a pod's specification that the rules read; a reduced snapshot has nothing else. */
function read(spec: unknown): unknown {
  const shape = SHAPES.Pod.shapes.get('spec')
  return shape === undefined ? spec : project(spec, shape, undefined)
}

/** True if it contains everything in the template, whatever admission has added. */
function isMadeOf(made: unknown, template: unknown): boolean {
  if (Array.isArray(template) && Array.isArray(made))
    return template.every(item => made.some(other => isMadeOf(other, item)))
  if (isRecord(template) && isRecord(made))
    return Object.entries(template).every(([key, value]) => isMadeOf(made[key], value))
  return isSame(made, template)
}

function keyOf(item: unknown): string | undefined {
  if (!isRecord(item)) return undefined
  const key = KEYS.find(each => typeof item[each] === 'string' || typeof item[each] === 'number')
  return key === undefined ? undefined : `${key}=${String(item[key])}`
}

/** A value with the difference of two others applied, keeping what only it has. */
function merged(value: unknown, before: unknown, wanted: unknown): unknown {
  if (isSame(before, wanted)) return value
  if (isRecord(value) && isRecord(before) && isRecord(wanted)) {
    const keys = new Set([...Object.keys(value), ...Object.keys(wanted)])
    const entries = [...keys].flatMap(key => {
      const isRemoved = Object.hasOwn(before, key) && !Object.hasOwn(wanted, key)
      return isRemoved ? [] : [[key, merged(value[key], before[key], wanted[key])] as const]
    })
    return Object.fromEntries(entries)
  }
  if (Array.isArray(value) && Array.isArray(before) && Array.isArray(wanted)) {
    const find = (list: readonly unknown[], item: unknown) => list.find(each => keyOf(each) === keyOf(item))
    const isKeyed = [...before, ...wanted].every(item => keyOf(item) !== undefined)
    if (!isKeyed) return wanted
    const own = value.filter(item => find(before, item) === undefined && find(wanted, item) === undefined)
    return [...wanted.map(item => merged(find(value, item) ?? item, find(before, item), item)), ...own]
  }
  return wanted
}
