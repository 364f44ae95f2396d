import { isRecord, nestsDeeper } from '../json.ts'
import { kindOf } from '../kube/kind-of.ts'
import { refTo } from '../ref.ts'
import { MAX_DEPTH, type Patch, PatchError } from './patch.ts'
import type { Change } from './patched.ts'

/** The accepted forms of a change. */
export const CHANGE_SHAPE =
  'Use part of a manifest with its kind and metadata.name, or target: {kind, name} and patch: as in Kustomize.'

/** Limit on changes: each costs an index of the whole snapshot. */
export const MAX_CHANGES = 20
/** What the API server accepts as a kind and a name. */
const KIND = /^[A-Za-z][A-Za-z0-9]{0,62}$/
const NAME = /^[\w.:-]{1,253}$/

/**
 * Parses changes: each is part of a manifest (strategic merge patch), or `target` and `patch` as in a kustomization; a
 * patch in text form is read with `parse`. Throws a `PatchError` that says which one is wrong.
 */
export function changesOf(documents: readonly unknown[], parse: (text: string) => unknown): readonly Change[] {
  if (documents.length === 0) throw new PatchError('no patch given')
  if (documents.length > MAX_CHANGES)
    throw new PatchError(`there are ${documents.length} patches, more than ${MAX_CHANGES}`)
  return documents.map((document, index) => {
    try {
      return changeOf(document, parse)
    } catch (error) {
      if (!(error instanceof PatchError)) throw error
      throw new PatchError(`patch ${index + 1}: ${error.message}`)
    }
  })
}

function changeOf(document: unknown, parse: (text: string) => unknown): Change {
  if (!isRecord(document)) throw new PatchError('it is not an object')
  const { target, kind, apiVersion, metadata } = document
  const named = isRecord(target) ? target : { kind, apiVersion, ...(isRecord(metadata) ? metadata : {}) }
  const given = isRecord(target) ? document['patch'] : document
  const patch = typeof given === 'string' ? parse(given) : given
  const {
    kind: ofKind,
    name,
    namespace,
    group,
    apiVersion: api = group === undefined ? undefined : `${group}/`,
  } = named as Readonly<Record<string, unknown>>
  if (typeof ofKind !== 'string' || typeof name !== 'string')
    throw new PatchError('it does not specify its target object')
  if (!KIND.test(ofKind) || !NAME.test(name)) throw new PatchError('its kind or name is not valid')
  if (!isRecord(patch) && !(Array.isArray(patch) && patch.every(isRecord))) throw new PatchError('it has no patch')
  if (nestsDeeper(patch, MAX_DEPTH)) throw new PatchError(`it is nested deeper than ${MAX_DEPTH} levels`)
  return {
    target: refTo(kindOf(ofKind, api) ?? ofKind, typeof namespace === 'string' ? namespace : undefined, name),
    patch: patch as Patch,
  }
}
