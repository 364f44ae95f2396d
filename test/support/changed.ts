import type { Report, Scope, Snapshot } from '../../core/index.ts'
import { diagnose } from '../../core/index.ts'
import { readRecording, readScenario } from './scenarios.ts'

type Json = Readonly<Record<string, unknown>>

/** A recording as it would look with less or other in it; statuses, events and logs stay as they were recorded. */
export interface Change {
  /** Kinds that could not be read. */
  readonly unseen?: readonly string[]
  /** Kinds whose objects are gone, though they were listed. */
  readonly without?: readonly string[]
  /** Called for each object; undefined leaves it out. */
  readonly each?: (object: Json) => Json | undefined
  readonly add?: readonly unknown[]
  readonly snapshot?: Partial<Snapshot>
  readonly scope?: Scope
}

/** Takes a scenario's id and what is different; returns the report on its namespace. */
export function diagnoseChanged(id: string, change: Change = {}): Report {
  const recording = readRecording(id)
  const { unseen = [], without = [], each = (object: Json) => object, add = [] } = change
  const gone = new Set([...unseen, ...without])
  const objects = recording.objects
    .filter(object => !gone.has(String((object as Json)['kind'])))
    .map(object => each(object as Json))
    .filter(object => object !== undefined)
  const snapshot: Snapshot = {
    ...recording,
    objects: [...objects, ...add],
    ...(recording.lists === undefined ? {} : { lists: recording.lists.filter(({ kind }) => !unseen.includes(kind)) }),
    unseen: unseen.map(kind => ({ kind, why: 'forbidden' })),
    ...change.snapshot,
  }
  return diagnose(snapshot, change.scope ?? { namespace: readScenario(id).namespace })
}

/** Takes a scenario's id, a kind and a name; returns the recorded object. */
export function recorded(id: string, kind: string, name: string): Json {
  const found = readRecording(id).objects.find(object => {
    const { kind: its, metadata } = object as { kind: string; metadata: { name: string } }
    return its === kind && metadata.name === name
  })
  if (found === undefined) throw new Error(`${id} has no ${kind} ${name}`)
  return found as Json
}

/** Takes an object and a path of keys; returns a copy with another value there (undefined removes it). */
export function withField(object: Json, path: readonly string[], value: unknown): Json {
  const [key = '', ...rest] = path
  if (rest.length > 0) return { ...object, [key]: withField((object[key] ?? {}) as Json, rest, value) }
  const { [key]: _, ...others } = object
  return value === undefined ? others : { ...others, [key]: value }
}
