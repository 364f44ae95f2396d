import type { Snapshot } from '../../core/index.ts'

interface Raw {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
  readonly spec?: Readonly<Record<string, unknown>>
}

/**
 * What people write may be varied in a test; what the cluster answers (status, events, logs) stays as it was recorded.
 * Takes a snapshot, a kind, a name and fields of the spec; returns the snapshot with them set in that object.
 */
export function withSpec(
  snapshot: Snapshot,
  kind: string,
  name: string,
  spec: Readonly<Record<string, unknown>>,
): Snapshot {
  let hits = 0
  const objects = snapshot.objects.map(object => {
    const raw = object as Raw
    if (raw.kind !== kind || raw.metadata.name !== name) return object
    hits++
    return { ...raw, spec: { ...raw.spec, ...spec } }
  })
  if (hits !== 1) throw new Error(`${hits} objects are ${kind} ${name}`)
  return { ...snapshot, objects }
}

/** Takes a snapshot and objects; returns it with them, their kinds counting as read. */
export function withObjects(snapshot: Snapshot, ...more: readonly { readonly kind: string }[]): Snapshot {
  const lists = [...(snapshot.lists ?? []), ...more.map(({ kind }) => ({ kind }))]
  return { ...snapshot, objects: [...snapshot.objects, ...more], lists }
}

/** Takes a snapshot and kinds; returns it as if those had never been read. */
export function unread(snapshot: Snapshot, ...kinds: readonly string[]): Snapshot {
  const objects = snapshot.objects.filter(object => !kinds.includes((object as Raw).kind))
  const lists = (snapshot.lists ?? []).filter(({ kind }) => !kinds.includes(kind))
  return { ...snapshot, objects, lists }
}

/** Takes a snapshot and one object's kind and name; returns it without that object. */
export function withoutObject(snapshot: Snapshot, kind: string, name: string): Snapshot {
  const objects = snapshot.objects.filter(object => {
    const raw = object as Raw
    return raw.kind !== kind || raw.metadata.name !== name
  })
  if (objects.length === snapshot.objects.length) throw new Error(`no ${kind} ${name}`)
  return { ...snapshot, objects }
}
