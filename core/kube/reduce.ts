import { isRecord } from '../json.ts'
import type { Kind } from './index.ts'
import { SHAPES } from './index.ts'
import { project } from './project.ts'
import type { Shape } from './shape.ts'
import { anything, object, string } from './shape.ts'

type Json = Readonly<Record<string, unknown>>

/** For kinds that no rule reads: only that they exist. */
const IDENTITY = object({ metadata: object({ name: string, namespace: string }) })

/** Longer annotations are tools' own data, except for kubectl's. */
const ANNOTATION_LIMIT = 1024
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

function shapesOf(kind: unknown): ReadonlyMap<string, Shape> {
  return typeof kind === 'string' && Object.hasOwn(SHAPES, kind) ? SHAPES[kind as Kind].shapes : IDENTITY.shapes
}

/**
 * True for objects that are compared field by field: with their applied manifest, or with the template of the next
 * revision.
 */
function isComparedWhole(kind: unknown, metadata: unknown): boolean {
  if (kind !== 'Pod' || !isRecord(metadata)) return true
  const { ownerReferences, annotations } = metadata
  return ownerReferences === undefined || (isRecord(annotations) && annotations[LAST_APPLIED] !== undefined)
}

function withoutNotes(metadata: unknown): unknown {
  if (!isRecord(metadata) || !isRecord(metadata['annotations'])) return metadata
  const annotations = Object.entries(metadata['annotations']).filter(
    ([key, value]) => key === LAST_APPLIED || typeof value !== 'string' || value.length <= ANNOTATION_LIMIT,
  )
  return { ...metadata, annotations: Object.fromEntries(annotations) }
}

/**
 * Of a ConfigMap only the names of its keys are needed. Values of Secrets are kept, so that they can be redacted
 * wherever they appear.
 */
function keysOf(data: unknown): unknown {
  return isRecord(data) ? Object.fromEntries(Object.keys(data).map(key => [key, ''])) : data
}

function reduceField(field: string, object: Json, shape: Shape, like: unknown): unknown {
  const { kind, metadata } = object
  const value = object[field]
  if (field === 'metadata') return project(withoutNotes(value), shape, like)
  if (field === 'spec' && isComparedWhole(kind, metadata)) return value
  return project(kind === 'ConfigMap' ? keysOf(value) : value, shape, like)
}

/**
 * Returns a function that reduces a raw object to what a diagnosis reads. The copy shares equal parts with the previous
 * object of the same kind. A report on reduced objects is the same as on complete ones.
 */
export function reducer(): (object: unknown) => unknown {
  const before = new Map<unknown, Json>()
  return object => {
    if (!isRecord(object)) return object
    const { apiVersion, kind } = object
    const like = before.get(kind) ?? {}
    const reduced: Record<string, unknown> = {
      apiVersion: project(apiVersion, anything, like['apiVersion']),
      kind: project(kind, anything, like['kind']),
    }
    for (const [field, shape] of shapesOf(kind)) {
      if (object[field] !== undefined) reduced[field] = reduceField(field, object, shape, like[field])
    }
    before.set(reduced['kind'], reduced)
    return reduced
  }
}
