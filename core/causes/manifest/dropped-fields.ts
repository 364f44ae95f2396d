import type { Cluster } from '../../cluster/cluster.ts'
import type { Json } from '../../json.ts'
import { isRecord } from '../../json.ts'
import { fieldsOf, typeOfKind } from '../../kube/fields.ts'
import type { Kube } from '../../kube/index.ts'
import { nearest } from '../../nearest.ts'
import { appliedOf } from './manifests.ts'

/** A field of an applied manifest that the API does not know and the live object does not have. */
export interface DroppedField {
  /** Where it stands in the manifest: `spec.template.spec.containers[name=web].comand`. */
  readonly path: string
  readonly name: string
  /** The container in which it stands. */
  readonly container: string | undefined
  /** The known field that was meant: the nearest in the same place, or itself where it belongs to another level. */
  readonly meant: string | undefined
  /** Path of the level to which it belongs, where that is another one. */
  readonly belongs: string | undefined
  /** The field of the pod spec or the object's spec that has no effect: `containers`, `env`, `selector`. */
  readonly within: readonly string[]
  /** Where the manifest was read. */
  readonly source: string
}

const MAX_DEPTH = 24
const LIMIT = 20

interface Place {
  readonly path: string
  readonly type: string
  readonly within: readonly string[]
  readonly container: string | undefined
}

/** The item of the live list that an item of the manifest became: by name, else by position. */
function counterpart(live: unknown, item: unknown, index: number): unknown {
  if (!Array.isArray(live)) return undefined
  const name = isRecord(item) ? item['name'] : undefined
  return name === undefined ? live[index] : live.find(other => isRecord(other) && other['name'] === name)
}

/** Levels of a pod template to which a field may belong that stands elsewhere. */
const LEVELS: readonly (readonly [string, string])[] = [
  ['core.v1.Container', 'spec.containers[]'],
  ['core.v1.PodSpec', 'spec'],
  ['apps.v1.DeploymentSpec', 'spec'],
]

function meantBy(name: string, type: string): Pick<DroppedField, 'meant' | 'belongs'> {
  const here = [...(fieldsOf(type)?.keys() ?? [])]
  const near = nearest(name, here)
  if (near !== undefined && near.toLowerCase() === name.toLowerCase()) return { meant: near, belongs: undefined }
  const level = LEVELS.find(([other]) => other !== type && fieldsOf(other)?.has(name) === true)
  if (level !== undefined && name !== 'name') return { meant: name, belongs: level[0].replace(/^.*\./, '') }
  return { meant: near, belongs: undefined }
}

/** True where the field that was meant has been set by other means since. The API itself fills in `targetPort`. */
function isSetSince(meant: string | undefined, manifest: Json, live: unknown): boolean {
  if (meant === undefined || meant === 'targetPort' || manifest[meant] !== undefined || !isRecord(live)) return false
  const value = live[meant]
  return isRecord(value) ? Object.keys(value).length > 0 : value !== undefined
}

function walk(
  manifest: unknown,
  live: unknown,
  place: Place,
  source: string,
  found: DroppedField[],
  depth: number,
): void {
  const fields = fieldsOf(place.type)
  if (fields === undefined || !isRecord(manifest) || depth > MAX_DEPTH) return
  for (const [name, value] of Object.entries(manifest)) {
    if (found.length >= LIMIT) return
    const at = isRecord(live) && typeof live[name] !== 'function' ? live[name] : undefined
    const path = place.path === '' ? name : `${place.path}.${name}`
    if (!fields.has(name)) {
      if (name === 'status' || at !== undefined || value === null) continue
      const meant = meantBy(name, place.type)
      if (meant.belongs === undefined && isSetSince(meant.meant, manifest, live)) continue
      found.push({ path, name, container: place.container, ...meant, within: place.within, source })
      continue
    }
    const type = fields.get(name)
    if (type === undefined) continue
    const within = [...place.within, name]
    if (!Array.isArray(value)) {
      walk(value, at, { ...place, path, type, within }, source, found, depth + 1)
      continue
    }
    value.forEach((item, index) => {
      const key = isRecord(item) && typeof item['name'] === 'string' ? item['name'] : undefined
      const isContainer = name === 'containers' || name === 'initContainers'
      const next = {
        path: `${path}[${key === undefined ? index : `name=${key}`}]`,
        type,
        within,
        container: isContainer ? key : place.container,
      }
      walk(item, counterpart(at, item, index), next, source, found, depth + 1)
    })
  }
}

function find(object: Kube, cluster: Cluster): readonly DroppedField[] {
  const applied = appliedOf(object, cluster)
  const apiVersion = applied?.manifest['apiVersion']
  if (applied === undefined || typeof apiVersion !== 'string') return []
  const type = typeOfKind(apiVersion, object.kind)
  const found: DroppedField[] = []
  const place = { path: '', type: type ?? '', within: [], container: undefined }
  walk(applied.manifest, object, place, applied.source, found, 0)
  return found
}

/**
 * The fields that were applied and dropped: unknown to the API's schema and not in the object.
 * A field that a newer API knows stays in the object and is none.
 */
export function droppedFieldsOf(object: Kube, cluster: Cluster): readonly DroppedField[] {
  return cluster.of(object, find)
}
