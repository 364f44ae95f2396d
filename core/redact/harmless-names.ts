import { isRecord, type Json } from '../json.ts'

/**
 * Fields that contain the name of an object, a container, a label, a host: `serviceAccountName`, `claimName`, `image`.
 */
const NAMING = /^(?:.{0,40}[nN]ame|name(?:space)?|kind|image|host|user|resource|group|type|reason)$/
/** Maps whose keys and values are names. */
const LABELS: ReadonlySet<string> = new Set(['labels', 'matchLabels', 'selector', 'nodeSelector'])
/** Fields without names, or with secrets among them. */
const SKIPPED: ReadonlySet<string> = new Set([
  'data',
  'stringData',
  'binaryData',
  'managedFields',
  'annotations',
  'value',
])
const DEEPEST = 24
const SEPARATORS = /[-._/:@]/
/** The rest of a Service's DNS name. */
const DNS = /(?:\.svc(?:\.cluster\.local)?)?\.?(?::\d{1,5})?$/

/** Removes values from a set. Nearly no name of a cluster is in it; each name is checked once. */
class Sieve {
  readonly #values: Set<string>
  readonly #seen = new Set<string>()
  readonly #parts = new Map<string, string[]>()

  constructor(values: Set<string>) {
    this.#values = values
    for (const value of values) {
      // The name of a Service, with its namespace and port.
      const host = value.replace(DNS, '')
      for (const part of new Set([value, host, host.split('.', 1)[0] ?? ''])) {
        const first = part.split(SEPARATORS, 1)[0] ?? ''
        const known = this.#parts.get(first)
        if (known === undefined) this.#parts.set(first, [value])
        else known.push(value)
      }
    }
  }

  /** A value is a name if it equals one, or adjacent parts of one: `postgres` in `postgres-main`. */
  drop(name: unknown): void {
    if (typeof name !== 'string' || name.length > 500 || this.#seen.has(name)) return
    this.#seen.add(name)
    for (let at = 0; at >= 0 && at <= name.length; ) {
      const end = name.slice(at).search(SEPARATORS)
      const first = end < 0 ? name.slice(at) : name.slice(at, at + end)
      for (const value of this.#parts.get(first) ?? []) if (isPart(value, name, at)) this.#values.delete(value)
      if (end < 0) break
      at += end + 1
    }
  }

  /** A host name in the cluster: the name of a Service or a pod, and its namespace. */
  dropHost(name: unknown, namespace: unknown): void {
    if (typeof name !== 'string' || typeof namespace !== 'string') return
    for (const value of this.#parts.get(name.split(SEPARATORS, 1)[0] ?? '') ?? []) {
      if (value.replace(DNS, '') === `${name}.${namespace}` || value.replace(DNS, '') === name)
        this.#values.delete(value)
    }
  }
}

function isPart(value: string, name: string, at: number): boolean {
  const after = name[at + value.length]
  return name.startsWith(value, at) && (after === undefined || SEPARATORS.test(after))
}

function dropIn(sieve: Sieve, value: unknown, depth: number): void {
  if (depth > DEEPEST) return
  if (Array.isArray(value)) for (const item of value) dropIn(sieve, item, depth + 1)
  if (!isRecord(value)) return
  for (const [key, field] of Object.entries(value)) {
    if (SKIPPED.has(key)) continue
    if (LABELS.has(key) && isRecord(field)) dropLabels(sieve, field)
    if (typeof field !== 'string') dropIn(sieve, field, depth + 1)
    else if (NAMING.test(key)) sieve.drop(field)
  }
}

function dropLabels(sieve: Sieve, labels: Json): void {
  for (const [key, label] of Object.entries(labels)) {
    sieve.drop(key)
    sieve.drop(label)
  }
}

/**
 * Removes from `values` the names of objects, namespaces, kinds, containers, images and labels, and names in
 * references: a report without these would be unreadable.
 */
export function dropNames(values: Set<string>, objects: readonly unknown[]): void {
  const sieve = new Sieve(values)
  for (const object of objects) {
    if (values.size === 0) return
    if (!isRecord(object)) continue
    const { kind, metadata } = object
    if (kind === 'Event') {
      if (isRecord(metadata)) sieve.drop(metadata['name'])
      dropIn(sieve, object['involvedObject'] ?? object['regarding'], 0)
      continue
    }
    sieve.drop(kind)
    dropIn(sieve, metadata, 0)
    if (isRecord(metadata)) sieve.dropHost(metadata['name'], metadata['namespace'])
    dropIn(sieve, object['spec'], 0)
    dropIn(sieve, object['subjects'], 0)
  }
}
