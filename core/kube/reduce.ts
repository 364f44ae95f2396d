import { isRecord } from '../json.ts'
import type { Kind } from './index.ts'
import { SHAPES } from './index.ts'
import { project } from './project.ts'
import type { Shape } from './shape.ts'
import { anything, object, string } from './shape.ts'

type Json = Readonly<Record<string, unknown>>

/** Of objects of kinds that no rule reads: that they are there. */
const IDENTITY = object({ metadata: object({ name: string, namespace: string }) })

/** Longer annotations are notes of tools to themselves, except for kubectl's. */
const ANNOTATION_LIMIT = 1024
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

function shapesOf(kind: unknown): ReadonlyMap<string, Shape> {
  return typeof kind === 'string' && Object.hasOwn(SHAPES, kind) ? SHAPES[kind as Kind].shapes : IDENTITY.shapes
}

/** What a person applied is compared with what is there, and one revision's template with the next, field by field. */
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

/** ConfigMaps are asked for the names of their keys only. Of Secrets the values are read, to be hidden wherever they show. */
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
 * Makes a function that takes an object as the API server sent it and returns what a diagnosis reads of it, as a copy that
 * shares what is equal with the object of the same kind before it. A report on reduced objects is the same as on whole ones.
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
