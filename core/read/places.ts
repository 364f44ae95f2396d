import { type Resource, resourceByName } from './resources.ts'

/** The meaning of a file's path, in any known layout. */
export type Place =
  | { readonly role: 'collected' | 'manifests' | 'dump-logs' | 'version' }
  | { readonly role: 'objects'; readonly sure: boolean; readonly resource?: Resource; readonly covers?: Covers }
  | { readonly role: 'log'; readonly which: 'current' | 'previous'; readonly log: LogPlace }
  | { readonly role: 'errors'; readonly resource: Resource }
  | { readonly role: 'log-error'; readonly log: LogPlace }
  | { readonly role: 'permissions'; readonly namespace: string }
  | { readonly role: 'none'; readonly why: string }

/** What a list file lists completely: one namespace, or without it the whole cluster. */
export interface Covers {
  readonly namespace?: string
  /** The folders alone do not identify the layout: only a list with a kind (`PodList`) is complete. */
  readonly typedOnly?: boolean
}

/** Where values come from, and what that says about them. */
export interface Origin {
  /** As the user knows it: a file name or `input`. */
  readonly file: string
  /** The type of the items according to a folder or file name, if they do not have it themselves. */
  readonly resource?: Resource | undefined
  /** What a list there covers. */
  readonly covers?: Covers | undefined
}

/** The container in a log's path. `sure` is false if the folders may mean something else. */
export interface LogPlace {
  readonly namespace: string
  readonly pod: string
  readonly container: string
  readonly sure: boolean
}

const OBJECTS = /\.(?:json|ya?ml|jsonl|ndjson)$/i
const MAYBE_OBJECTS = /(?:^|\/)[^./]+$|\.(?:txt|out)$/i

const UNREAD: Place = { role: 'none', why: 'not needed for a diagnosis' }

/** Recognizes a file by its path below any top folder. */
export function placeOf(path: string): Place {
  const parts = path.split('/')
  const file = parts.at(-1) ?? ''
  if (file.startsWith('.') || parts[0] === '__MACOSX') return { role: 'none', why: 'a hidden file' }
  if (file === 'collected.json') return { role: 'collected' }
  if (/^manifests\.ya?ml$/.test(file)) return { role: 'manifests' }
  if (path.endsWith('cluster-info/cluster_version.json')) return { role: 'version' }
  if (file === 'logs.txt') return { role: 'dump-logs' }
  const bundle = parts.indexOf('cluster-resources')
  if (bundle >= 0) return bundlePlace(parts.slice(bundle + 1))
  if (/\.log$/i.test(file)) return logPlace(parts, file)
  if (!OBJECTS.test(file)) {
    return MAYBE_OBJECTS.test(path)
      ? { role: 'objects', sure: false }
      : { role: 'none', why: 'not a supported file type' }
  }
  return objectsPlace(stem(file), parts)
}

/**
 * A list file named after its resource: `<namespace>/pods.json` of a dump, `namespaces/<ns>/core/pods.yaml` of
 * must-gather.
 */
function objectsPlace(name: string, parts: readonly string[]): Place {
  const resource = resourceByName(name)
  if (!resource) return { role: 'objects', sure: true, ...present(resourceByName(parts.at(-2) ?? '')) }
  const inspected = parts.at(-4) === 'namespaces'
  const namespace = parts.at(inspected ? -3 : -2)
  const covers = resource.namespaced ? namespace !== undefined && { namespace } : {}
  return { role: 'objects', sure: true, resource, ...(covers && { covers: { ...covers, typedOnly: !inspected } }) }
}

function present(resource: Resource | undefined): { resource?: Resource } {
  return resource ? { resource } : {}
}

/** Below `cluster-resources/` of a support bundle: `<resource>/<namespace>.json` or `<resource>.json`. */
function bundlePlace(parts: readonly string[]): Place {
  const [first = '', second, third, fourth] = parts
  const file = parts.at(-1) ?? ''
  if (first === 'pods' && second === 'logs' && third !== undefined && fourth !== undefined && parts.length === 5) {
    const { which, container } = containerLog(file)
    const log = { namespace: third, pod: fourth, container, sure: true }
    const failed = container.endsWith('-logs-errors')
    return failed
      ? { role: 'log-error', log: { ...log, container: container.slice(0, -'-logs-errors'.length) } }
      : { role: 'log', which, log }
  }
  if (!file.endsWith('.json') || parts.length > 2) return UNREAD
  const name = stem(file)
  if (first === 'auth-cani-list' && second !== undefined) return { role: 'permissions', namespace: name }
  if (name.endsWith('-errors')) {
    const resource = resourceByName(name.slice(0, -'-errors'.length))
    return resource ? { role: 'errors', resource } : UNREAD
  }
  const resource = resourceByName(parts.length === 1 ? name : first)
  if (!resource) return UNREAD
  if (parts.length === 2) return { role: 'objects', sure: true, resource, covers: { namespace: name } }
  // A bundle of some namespaces lists only those in namespaces.json.
  return { role: 'objects', sure: true, resource, ...(resource.kind === 'Namespace' ? {} : { covers: {} }) }
}

function logPlace(parts: readonly string[], file: string): Place {
  const { which, container } = containerLog(file)
  const at = parts.length
  // OpenShift: namespaces/<namespace>/pods/<pod>/<container>/<container>/logs/current.log
  if (parts[at - 2] === 'logs' && parts[at - 6] === 'pods' && parts[at - 8] === 'namespaces') {
    if (!/^(?:current|previous)\.log$/.test(file)) return { role: 'none', why: 'a copy of a log' }
    const log = { namespace: parts[at - 7] ?? '', pod: parts[at - 5] ?? '', container: parts[at - 3] ?? '', sure: true }
    return { role: 'log', which: file === 'previous.log' ? 'previous' : 'current', log }
  }
  const log = { namespace: parts[at - 3] ?? '', pod: parts[at - 2] ?? '', container, sure: parts[at - 4] === 'logs' }
  return { role: 'log', which, log }
}

function containerLog(file: string): { which: 'current' | 'previous'; container: string } {
  const name = stem(file)
  const previous = /[.-]previous$/.exec(name)
  return previous
    ? { which: 'previous', container: name.slice(0, previous.index) }
    : { which: 'current', container: name }
}

function stem(file: string): string {
  const dot = file.lastIndexOf('.')
  return dot <= 0 ? file : file.slice(0, dot)
}
