import { listsOf } from '../../core/collect/coverage.ts'
import { identified, type Listed } from '../../core/collect/list.ts'
import type { Target } from '../../core/collect/plan.ts'
import { redact } from '../../core/collect/redact.ts'
import type { CollectedList, Unseen } from '../../core/index.ts'
import { record, textOf } from '../../core/json.ts'

type Json = Readonly<Record<string, unknown>>

interface Table {
  readonly target: Target
  readonly objects: Map<string, Json>
  unseen: Unseen | undefined
}

/** The objects of a cluster from lists and watches, redacted on arrival. */
export interface LiveStore {
  /** `list` is complete for its target. */
  replace(list: Listed): void
  /** One event of a watch. A repeated event, or one about something already deleted, changes nothing. */
  apply(target: Target, type: string, object: Json): void
  objects(): readonly unknown[]
  lists(): readonly CollectedList[]
  unseen(): readonly Unseen[]
  /** Increases with every change. */
  version(): number
}

export function createLiveStore(onChange: () => void): LiveStore {
  const tables = new Map<string, Table>()
  let version = 0
  const changed = () => {
    version++
    onChange()
  }
  const tableOf = (target: Target): Table => {
    const key = `${target.kind.kind}/${target.namespace ?? ''}`
    const table = tables.get(key) ?? { target, objects: new Map<string, Json>(), unseen: undefined }
    tables.set(key, table)
    return table
  }
  return {
    replace({ target, objects, unseen }) {
      const table = tableOf(target)
      // A failed list after a successful one keeps what is known.
      if (unseen !== undefined && table.objects.size > 0 && table.unseen === undefined) return
      const before = [...table.objects.values()].map(revisionOf).join()
      table.unseen = unseen
      table.objects.clear()
      for (const object of objects) {
        const item = record(object)
        if (item) table.objects.set(keyOf(item), item)
      }
      if ([...table.objects.values()].map(revisionOf).join() !== before) changed()
    },
    apply(target, type, object) {
      const { objects } = tableOf(target)
      const key = keyOf(object)
      const known = objects.get(key)
      if (type === 'DELETED') {
        if (objects.delete(key)) changed()
        return
      }
      if (known !== undefined && revisionOf(known) === revisionOf(object)) return
      objects.set(key, redact(identified(object, target)))
      changed()
    },
    objects: () => [...tables.values()].flatMap(({ objects }) => [...objects.values()]),
    lists: () =>
      listsOf(
        [...tables.values()].map(({ target, unseen }) => ({ target, objects: [], ...(unseen ? { unseen } : {}) })),
      ),
    unseen: () => [...tables.values()].flatMap(table => table.unseen ?? []),
    version: () => version,
  }
}

function keyOf(object: Json): string {
  const metadata = record(object['metadata'])
  return `${textOf(metadata?.['namespace']) ?? ''}/${textOf(metadata?.['name']) ?? ''}`
}

function revisionOf(object: Json): string {
  const metadata = record(object['metadata'])
  return `${textOf(metadata?.['uid']) ?? ''}@${textOf(metadata?.['resourceVersion']) ?? ''}`
}
