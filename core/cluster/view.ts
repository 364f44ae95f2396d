import type { Kind, Kube } from '../kube/index.ts'
import { CLUSTER_SCOPED, SHAPES } from '../kube/index.ts'
import type { Shape } from '../kube/shape.ts'
import { conform } from '../kube/shape.ts'

type Json = Readonly<Record<string, unknown>>
type View = new (raw: Json) => Kube

/** The metadata as the rules see it: what belongs to no namespace has none, whatever it says. */
function readMetadata(kind: Kind, metadata: unknown): unknown {
  const read = conform(metadata, SHAPES[kind].fields.metadata)
  if (read?.namespace === undefined || !CLUSTER_SCOPED.has(kind)) return read
  const { namespace: _, ...rest } = read
  return rest
}

/**
 * Makes the class through which objects of a kind are read. Most objects of a large cluster are well and hardly looked at,
 * so each of their top-level fields is held against its shape when it is read for the first time, not before.
 */
function viewOf(kind: Kind): View {
  const shapes: readonly (readonly [string, Shape])[] = SHAPES[kind].entries
  class ObjectView {
    readonly kind = kind
    #raw: Json
    /** One bit for each field that has been checked. */
    #checked = 0

    constructor(raw: Json) {
      this.#raw = raw
    }

    static {
      for (const [index, [field, shape]] of shapes.entries()) {
        const bit = 1 << index
        Object.defineProperty(ObjectView.prototype, field, {
          enumerable: true,
          get(this: ObjectView) {
            if ((this.#checked & bit) === 0) this.#check(field, shape, bit)
            return this.#raw[field]
          },
        })
      }
    }

    get apiVersion(): string {
      const { apiVersion } = this.#raw
      return typeof apiVersion === 'string' ? apiVersion : ''
    }

    #check(field: string, shape: Shape, bit: number): void {
      const was = this.#raw[field]
      const is = field === 'metadata' ? readMetadata(kind, was) : conform(was, shape)
      if (is !== was) this.#raw = { ...this.#raw, [field]: is }
      this.#checked |= bit
    }
  }
  return ObjectView as unknown as View
}

const views = new Map<string, View>()

/** Takes an object whose kind and name are known to be there; returns it as the rules see it. Never changes it. */
export function view(kind: Kind, raw: Json): Kube {
  let made = views.get(kind)
  if (made === undefined) {
    made = viewOf(kind)
    views.set(kind, made)
  }
  return new made(raw)
}
