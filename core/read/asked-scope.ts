import { isRecord, textOf } from '../json.ts'
import { nearest } from '../nearest.ts'
import { compareText } from '../ref.ts'
import type { Scope } from '../scope.ts'
import type { Snapshot } from '../snapshot.ts'
import { InputError } from './error.ts'

/** Limit on the names in a message. */
const NAMES_SHOWN = 10

interface Place {
  readonly kind: string
  readonly namespace: string | undefined
  readonly name: string
}

/**
 * The requested scope of an uploaded snapshot, with the workload's namespace. Throws `InputError` (422) if the snapshot
 * does not have it: a report about nothing would read as "healthy".
 */
export function askedScope(snapshot: Snapshot, scope: Scope): Scope {
  const { namespace, workload } = scope
  if (namespace === undefined && workload === undefined) return scope
  const places = snapshot.objects.flatMap(placeOf)
  if (namespace !== undefined && !holdsNamespace(snapshot, places, namespace)) throw noNamespace(places, namespace)
  if (workload === undefined) return scope
  const ofKind = places.filter(
    place => place.kind === workload.kind && (namespace === undefined || place.namespace === namespace),
  )
  const [found, ...others] = namesOf(ofKind.filter(({ name }) => name === workload.name).map(place => place.namespace))
  if (found === undefined) throw noWorkload(ofKind, workload.kind, workload.name, namespace)
  if (others.length > 0) throw severalNamespaces(workload.kind, workload.name, [found, ...others])
  return { namespace: found, workload }
}

/**
 * The scope of a live read. Throws like `askedScope` if the workload does not exist; if its kind could not be read, it
 * may exist, and the report says what was unseen.
 */
export function liveScope(snapshot: Snapshot, scope: Scope): Scope {
  const { namespace, workload } = scope
  if (workload === undefined || snapshot.controlPlane?.failure !== undefined) return scope
  const list = snapshot.lists?.find(({ kind }) => kind === workload.kind)
  if (list === undefined) return scope
  const isListed = namespace === undefined || (list.namespaces?.includes(namespace) ?? true)
  return isListed ? askedScope(snapshot, scope) : scope
}

/** Every object with a kind and a name, of one namespace or of all. */
export function namedObjects(
  snapshot: Snapshot,
  namespace: string | undefined,
): readonly { readonly kind: string; readonly name: string }[] {
  const places = snapshot.objects.flatMap(placeOf)
  return namespace === undefined ? places : places.filter(place => place.namespace === namespace)
}

function placeOf(object: unknown): Place[] {
  if (!isRecord(object) || !isRecord(object['metadata'])) return []
  const { metadata } = object
  const [kind, name] = [textOf(object['kind']), textOf(metadata['name'])]
  return kind === undefined || name === undefined ? [] : [{ kind, name, namespace: textOf(metadata['namespace']) }]
}

/** True if the namespace has objects, or is known to be empty. */
function holdsNamespace(snapshot: Snapshot, places: readonly Place[], namespace: string): boolean {
  const there = places.some(
    place => place.namespace === namespace || (place.kind === 'Namespace' && place.name === namespace),
  )
  return there || (snapshot.lists?.some(list => list.namespaces?.includes(namespace)) ?? false)
}

function noNamespace(places: readonly Place[], namespace: string): InputError {
  const names = namesOf(places.map(place => place.namespace))
  return new InputError(
    422,
    'namespace-not-in-input',
    `The input has no objects in namespace ${namespace}.`,
    hintOf(names, namespace, 'It has namespaces', 'It has no objects in any namespace.'),
    'namespace',
  )
}

function noWorkload(places: readonly Place[], kind: string, name: string, namespace: string | undefined): InputError {
  const names = namesOf(places.map(place => place.name))
  const where = namespace === undefined ? '' : ` in namespace ${namespace}`
  return new InputError(
    422,
    'workload-not-in-input',
    `${kind} ${name} is not in the input${where}.`,
    hintOf(names, name, `It has ${kind}s`, `It has no ${kind}s there: add that kind to kubectl get.`),
    'workload',
  )
}

function severalNamespaces(kind: string, name: string, namespaces: readonly string[]): InputError {
  return new InputError(
    422,
    'workload-ambiguous',
    `The input has ${kind} ${name} in several namespaces.`,
    `Add the namespace, one of: ${listed(namespaces)}.`,
    'namespace',
  )
}

function hintOf(names: readonly string[], wanted: string, what: string, none: string): string {
  if (names.length === 0) return none
  const near = nearest(wanted, names)
  return `${near === undefined ? '' : `Did you mean ${near}? `}${what}: ${listed(names)}.`
}

function listed(names: readonly string[]): string {
  const more = names.length - NAMES_SHOWN
  const shown = names.slice(0, NAMES_SHOWN).map(name => name.slice(0, 253))
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function namesOf(names: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(names.filter(name => name !== undefined))].sort(compareText)
}
