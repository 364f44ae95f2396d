import type { Kind, Kube } from '../kube/index.ts'
import { SHAPES } from '../kube/index.ts'
import { CLUSTER_SCOPED } from '../kube/resources.ts'
import type { Shape } from '../kube/shape.ts'
import { conform } from '../kube/shape.ts'

type Json = Readonly<Record<string, unknown>>
export type View = new (raw: Json) => Kube

/** The key under which a view keeps the raw object. */
const RAW: unique symbol = Symbol('raw')

/** The metadata as the rules see it: cluster-scoped objects have no namespace, whatever the input says. */
function readMetadata(kind: Kind, metadata: unknown): unknown {
  const read = conform(metadata, SHAPES[kind].fields.metadata)
  if (read?.namespace === undefined || !CLUSTER_SCOPED.has(kind)) return read
  const { namespace: _, ...rest } = read
  return rest
}

/**
 * Creates the class through which objects of a kind are read. Most objects of a large cluster are healthy and hardly
 * looked at, so each top-level field is checked against its shape on first access.
 */
function makeView(kind: Kind): View {
  const shapes: ReadonlyMap<string, Shape> = SHAPES[kind].shapes
  class ObjectView {
    readonly kind = kind
    readonly [RAW]: Json
    /** The object with fields that do not fit their shape corrected. */
    #read: Json
    /** One bit per checked field. */
    #checked = 0

    /** Keeps V8's hidden class, and the code optimized for it, alive between snapshots. */
    static readonly lasting = new ObjectView({}).#written()

    constructor(raw: Json) {
      this[RAW] = raw
      this.#read = raw
    }

    static {
      for (const [index, [field, shape]] of [...shapes].entries()) {
        const bit = 1 << index
        Object.defineProperty(ObjectView.prototype, field, {
          enumerable: true,
          get(this: ObjectView) {
            if ((this.#checked & bit) === 0) this.#check(field, shape, bit)
            return this.#read[field]
          },
        })
      }
    }

    get apiVersion(): string {
      const { apiVersion } = this.#read
      return typeof apiVersion === 'string' ? apiVersion : ''
    }

    #written(): this {
      this.#read = {}
      this.#checked = 1
      return this
    }

    #check(field: string, shape: Shape, bit: number): void {
      const was = this.#read[field]
      const is = field === 'metadata' ? readMetadata(kind, was) : conform(was, shape)
      if (is !== was) this.#read = { ...this.#read, [field]: is }
      this.#checked |= bit
    }
  }
  return ObjectView as unknown as View
}

const views = new Map<string, View>()

/** The class that wraps an object whose kind and name have been checked. Never changes the object. */
export function viewOf(kind: Kind): View {
  let made = views.get(kind)
  if (made === undefined) {
    made = makeView(kind)
    views.set(kind, made)
  }
  return made
}

/** The raw object, unchecked: to see quickly that there is nothing to look at. */
export function rawOf(object: Kube): Json {
  const raw: unknown = RAW in object ? object[RAW] : object
  return raw as Json
}

/** The name of an indexed object; checks nothing else. */
export function rawName(object: Kube): string {
  const { metadata } = rawOf(object)
  return (metadata as { readonly name: string }).name
}

/** The namespace of an indexed object; empty if it has none. */
export function rawNamespace(object: Kube): string {
  return namespaceIn(rawOf(object), object.kind)
}

/** The namespace of a raw object of a kind. */
export function namespaceIn({ metadata }: Json, kind: string): string {
  const { namespace } = metadata as Json
  return typeof namespace === 'string' && !CLUSTER_SCOPED.has(kind) ? namespace : ''
}

/** Its `refKey`. */
export function rawKey(object: Kube): string {
  return `${object.kind}/${rawNamespace(object)}/${rawName(object)}`
}
