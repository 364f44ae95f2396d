import { resourceOf } from './resources.ts'

/** An object as the API server stores it: with its kind and a resource version. */
export interface Stored {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly resourceVersion: string
    readonly [field: string]: unknown
  }
  readonly [field: string]: unknown
}

/** A change of one object, as a watch tells it. */
export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly object: Stored
}

/** The objects of a cluster and the changes since the start. */
export interface Store {
  /** Objects of one resource, sorted as etcd sorts them; of one namespace if it is given. */
  list(group: string, resource: string, namespace?: string): readonly Stored[]
  get(group: string, resource: string, namespace: string | undefined, name: string): Stored | undefined
  /** The newest revision of a resource: a watch from there misses nothing. */
  revision(group: string, resource: string): number
  apply(change: Change): void
  /** Changes of a resource after `revision`, oldest first. */
  since(group: string, resource: string, revision: number): readonly Change[]
  /** Calls `listener` on every later change; returns what ends that. */
  subscribe(listener: (change: Change) => void): () => void
}

/** A store that begins with `objects`. */
export function createStore(objects: readonly Stored[]): Store {
  const tables = new Map<string, Map<string, Stored>>()
  const revisions = new Map<string, number>()
  const changes: Change[] = []
  const listeners = new Set<(change: Change) => void>()

  const tableOf = (group: string, resource: string) => {
    const id = `${group}/${resource}`
    const table = tables.get(id) ?? new Map<string, Stored>()
    tables.set(id, table)
    return table
  }

  const put = ({ type, object }: Change) => {
    const resource = resourceOf(object.apiVersion, object.kind)
    if (!resource) return
    const table = tableOf(resource.group, resource.resource)
    if (type === 'DELETED') table.delete(keyOf(object))
    else table.set(keyOf(object), object)
    const id = `${resource.group}/${resource.resource}`
    revisions.set(id, Math.max(revisions.get(id) ?? 1, Number(object.metadata.resourceVersion)))
  }

  for (const object of objects) put({ type: 'ADDED', object })

  return {
    list: (group, resource, namespace) =>
      [...tableOf(group, resource).values()]
        .filter(object => namespace === undefined || object.metadata.namespace === namespace)
        .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
    get: (group, resource, namespace, name) => tableOf(group, resource).get(`${namespace ?? ''}/${name}`),
    revision: (group, resource) => revisions.get(`${group}/${resource}`) ?? 1,
    apply: change => {
      put(change)
      changes.push(change)
      for (const listener of listeners) listener(change)
    },
    since: (group, resource, revision) =>
      changes.filter(
        change => isOf(change, group, resource) && Number(change.object.metadata.resourceVersion) > revision,
      ),
    subscribe: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Whether a change is of an object of this resource. */
export function isOf({ object }: Change, group: string, resource: string): boolean {
  const found = resourceOf(object.apiVersion, object.kind)
  return found?.group === group && found.resource === resource
}

function keyOf({ metadata }: Stored): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`
}
