import type { Lack } from '../cluster/asked-cluster.ts'
import { parseRecord, record } from '../json.ts'
import type { Kind } from '../kube/index.ts'
import { NO_SUCH_NAMESPACE, type Snapshot, type Unseen } from '../snapshot.ts'
import { parseTime } from '../time.ts'
import { listsOf, refusalOf } from './coverage.ts'
import { readEvents } from './events.ts'
import { type CollectKind, KINDS, NAMESPACE_KIND } from './kinds.ts'
import { type Listed, type ListOptions, readList, unseenOf } from './list.ts'
import { planLogs } from './log-plan.ts'
import { readLogs } from './logs.ts'
import { asServed, grantOf, pathOf, type Target } from './plan.ts'
import { readPods } from './pods.ts'
import { inPool } from './pool.ts'
import { allows, type Privileges } from './privileges.ts'
import type { Reader } from './reader.ts'
import { redact } from './redact.ts'
import { readPrivileges } from './server-facts.ts'

/**
 * What was read may show that more is needed, such as the Service behind an alias and then its pods; limited to this
 * many rounds.
 */
const ROUNDS = 8
/** Limit on namespaces: their names may come from the cluster's content. */
const NAMESPACES = 6
const WIDTH = 12

/** What a question needs that a snapshot lacks. */
export type Lacks = (snapshot: Snapshot) => readonly Lack[] | Promise<readonly Lack[]>

/** The parts of a snapshot that further reading extends. */
type Part = Required<Pick<Snapshot, 'objects' | 'lists' | 'unseen' | 'logs'>>

export function readTarget(reader: Reader, target: Target): Promise<Listed> {
  if (target.kind.kind === 'Event') return readEvents(reader, target)
  return target.kind.kind === 'Pod' ? readPods(reader, target) : readList(reader, target)
}

const EMPTY: Part = { objects: [], lists: [], unseen: [], logs: [] }

function partOf(listed: readonly Listed[]): Part {
  return {
    objects: listed.flatMap(({ objects }) => objects),
    lists: listsOf(listed),
    unseen: listed.flatMap(({ unseen }) => unseen ?? []),
    logs: [],
  }
}

/** A namespace besides the one in scope: whether it exists, and what the credentials may read in it. */
interface Place {
  readonly isMissing: boolean
  readonly privileges: Privileges | undefined
}

/** Reads what a question turns out to need. Skips what the credentials may not read. */
class Reading {
  readonly #reader: Reader
  /** The kinds that the cluster serves. */
  readonly #kinds: readonly string[] | undefined
  readonly #tried: Set<string>
  readonly #places = new Map<string, Place>()

  constructor(reader: Reader, served: readonly string[] | undefined, tried: Iterable<string>) {
    this.#reader = reader
    this.#kinds = served
    this.#tried = new Set(tried)
  }

  /** Undefined if nothing is left to read. */
  async read(lacks: readonly Lack[], snapshot: Snapshot): Promise<Part | undefined> {
    const addresses = lacks.flatMap(each => (each.what === 'address' ? this.#ifNew(each.address, each.address) : []))
    const selectors = lacks.flatMap(each => (each.what === 'pods' ? this.#ifNew(each.labels, each.labels) : []))
    const targets = lacks.flatMap(each => this.#targetsOf(each)).flatMap(each => this.#ifNew(placeKey(each), each))
    const pods = lacks
      .flatMap(each => (each.what === 'logs' ? [`${each.namespace}/${each.pod}`] : []))
      .flatMap(each => this.#ifNew(`logs of ${each}`, each))
    if (addresses.length + selectors.length + targets.length + pods.length === 0) return undefined
    const places = await this.#reach(targets)
    const [found, selected, lists] = await Promise.all([
      inPool(addresses, WIDTH, address => this.#readAddress(address)),
      inPool(selectors, WIDTH, labels => this.#find('Pod', { labels })),
      inPool(targets, WIDTH, target => this.#readAllowed(target)),
    ])
    const read = partOf(lists.filter(list => list !== undefined))
    const whole = lacks.flatMap(each => (each.what === 'everything' ? [each.namespace] : []))
    const logs = await this.#readLogs([...snapshot.objects, ...read.objects], whole, pods, snapshot.takenAt)
    return {
      objects: [...places.flatMap(({ objects }) => objects), ...found.flat(), ...selected.flat(), ...read.objects],
      lists: read.lists,
      unseen: [...places.flatMap(({ unseen }) => unseen), ...read.unseen, ...logs.unseen],
      logs: logs.logs,
    }
  }

  #ifNew<T>(key: string, value: T): readonly T[] {
    if (this.#tried.has(key)) return []
    this.#tried.add(key)
    return [value]
  }

  /** Kinds that are read in the whole cluster need no more reading. */
  #targetsOf(lack: Lack): readonly Target[] {
    switch (lack.what) {
      case 'namespace':
        return [{ kind: NAMESPACE_KIND, namespace: lack.namespace }]
      case 'list':
        return this.#served(lack.namespace, ({ kind }) => kind === lack.kind)
      case 'list-everywhere':
        return this.#served(undefined, ({ kind }) => kind === lack.kind)
      case 'everything':
        return this.#served(lack.namespace, () => true)
      default:
        return []
    }
  }

  #served(namespace: string | undefined, isWanted: (kind: CollectKind) => boolean): readonly Target[] {
    return KINDS.filter(kind => kind.namespaced && isWanted(kind) && !this.#tried.has(kind.kind)).flatMap(
      kind => asServed({ kind, ...(namespace === undefined ? {} : { namespace }) }, this.#kinds) ?? [],
    )
  }

  /** Reads the namespaces of new targets, up to the limit. */
  async #reach(targets: readonly Target[]): Promise<readonly Part[]> {
    const fresh = [...new Set(targets.flatMap(({ namespace }) => namespace ?? []))]
      .filter(each => !this.#places.has(each))
      .slice(0, NAMESPACES - this.#places.size)
    const read = await Promise.all(fresh.map(async name => ({ name, ...(await this.#readPlace(name)) })))
    for (const { name, place } of read) this.#places.set(name, place)
    return read.map(({ part }) => part)
  }

  async #readPlace(namespace: string): Promise<{ readonly place: Place; readonly part: Part }> {
    const privileges = await readPrivileges(this.#reader, { namespace })
    const { group, resource } = NAMESPACE_KIND
    if (privileges?.incomplete === false && !allows(privileges.rules, 'get', group, resource, namespace)) {
      const grant = grantOf(group, resource, 'get')
      const unseen = [{ kind: NAMESPACE_KIND.kind, namespace, why: 'forbidden', grant }]
      return { place: { isMissing: false, privileges }, part: { ...EMPTY, unseen } }
    }
    const answer = await this.#reader.read(pathOf({ kind: NAMESPACE_KIND }, namespace))
    const object = answer.read && answer.status === 200 ? parseRecord(answer.body) : undefined
    if (object !== undefined)
      return { place: { isMissing: false, privileges }, part: { ...EMPTY, objects: [redact(object)] } }
    const isMissing = answer.read && answer.status === 404
    const unseen = unseenOf({ kind: NAMESPACE_KIND, namespace }, answer, 'get')
    const why: Unseen = isMissing ? { ...unseen, why: NO_SUCH_NAMESPACE } : unseen
    return { place: { isMissing, privileges }, part: { ...EMPTY, unseen: [why] } }
  }

  /** The Namespace is read with its place. What may not be read everywhere may have been read in some namespaces. */
  async #readAllowed(target: Target): Promise<Listed | undefined> {
    if (target.namespace === undefined) {
      const list = await readTarget(this.#reader, target)
      return list.unseen === undefined ? list : undefined
    }
    const place = this.#places.get(target.namespace)
    if (place === undefined || place.isMissing || target.kind === NAMESPACE_KIND) return undefined
    // The name of the namespace may come from a log: Secrets there are read only if the credentials are known to allow it.
    const isKnown = place.privileges?.incomplete === false
    if (target.kind.onlyIfAllowed === true && !isKnown) return undefined
    return refusalOf(target, place.privileges) ?? readTarget(this.#reader, target)
  }

  /** The pod and the Service with an address, in any namespace. API servers before 1.31 do not find the Service. */
  async #readAddress(address: string): Promise<readonly unknown[]> {
    const found = await Promise.all([
      this.#find('Pod', { fields: `status.podIP=${address}` }),
      this.#find('Service', { fields: `spec.clusterIP=${address}` }),
    ])
    return found.flat()
  }

  /** Objects of any namespace, as far as the credentials allow. */
  async #find(wanted: Kind, options: ListOptions): Promise<readonly unknown[]> {
    const kind = KINDS.find(each => each.kind === wanted)
    return kind === undefined ? [] : (await readList(this.#reader, { kind }, options)).objects
  }

  /** The logs of what fails in the namespaces, and of the given pods (`namespace/name`). */
  async #readLogs(
    objects: readonly unknown[],
    namespaces: readonly string[],
    pods: readonly string[],
    takenAt: string | undefined,
  ) {
    const now = parseTime(takenAt) ?? 0
    const isOf = (wanted: (namespace: string, name: string) => boolean) =>
      objects.filter(object => {
        const { namespace, name } = record(record(object)?.['metadata']) ?? {}
        return wanted(String(namespace), String(name))
      })
    const failing = planLogs(
      isOf(namespace => namespaces.includes(namespace)),
      { now, failingOnly: true },
    )
    const named = planLogs(
      isOf((namespace, name) => pods.includes(`${namespace}/${name}`)),
      { now, deep: true },
    )
    const wanted = new Map([...failing.wanted, ...named.wanted].map(each => [JSON.stringify(each), each]))
    return readLogs(
      this.#reader,
      [...wanted.values()].filter(({ namespace }) => this.#mayReadLogs(namespace)),
    )
  }

  #mayReadLogs(namespace: string): boolean {
    const { privileges } = this.#places.get(namespace) ?? {}
    return privileges === undefined || privileges.incomplete || allows(privileges.rules, 'get', '', 'pods/log')
  }
}

/** Key of a list: a kind in one namespace or everywhere. */
function placeKey({ kind: { kind }, namespace }: Target): string {
  return namespace === undefined ? kind : `${kind}/${namespace}`
}

/** An object found by its address, or in all namespaces, may have been in an earlier list. */
function nameOf(object: unknown): string {
  const { apiVersion, kind, metadata } = record(object) ?? {}
  const { namespace, name } = record(metadata) ?? {}
  return [apiVersion, kind, namespace, name].join(' ')
}

/**
 * The snapshot with everything that the question needs, as far as the credentials allow. `tried`: the lists already
 * requested.
 */
export async function withLacking<S extends Snapshot>(
  first: S,
  tried: readonly Target[],
  lacks: Lacks,
  reader: Reader,
): Promise<S> {
  const reading = new Reading(reader, first.served, tried.map(placeKey))
  const known = new Set(first.objects.map(nameOf))
  const isNew = (object: unknown) => {
    const name = nameOf(object)
    const isFirst = !known.has(name)
    known.add(name)
    return isFirst
  }
  let snapshot = first
  for (let round = 0; round < ROUNDS; round++) {
    const more = await reading.read(await lacks(snapshot), snapshot)
    if (more === undefined) break
    snapshot = {
      ...snapshot,
      objects: [...snapshot.objects, ...more.objects.filter(isNew)],
      lists: [...(snapshot.lists ?? []), ...more.lists],
      unseen: [...(snapshot.unseen ?? []), ...more.unseen],
      logs: [...(snapshot.logs ?? []), ...more.logs],
    }
  }
  return snapshot
}
