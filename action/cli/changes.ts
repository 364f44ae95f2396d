import { parseAllDocuments } from 'yaml'
import { isRecord } from '../../core/json.ts'
import type { Patch } from '../../core/patch/apply.ts'
import type { Change } from '../../core/patch/patched.ts'
import { UsageError } from './exit-code.ts'

const SHAPE =
  'Write a part of a manifest with its kind and metadata.name, or target: {kind, name} and patch: as Kustomize takes them.'

/**
 * The changes in a file of patches, YAML or JSON, one a document: a part of a manifest (strategic merge patch), or `target` and
 * `patch` as in a kustomization. Throws a UsageError that says which document is wrong.
 */
export function changesOf(text: string, name: string): readonly Change[] {
  const documents = parseAllDocuments(text, { maxAliasCount: 100 } as never)
  const changes = (Array.isArray(documents) ? documents : []).flatMap((document, index) => {
    const where = `${name}, document ${index + 1}`
    const [error] = document.errors
    if (error !== undefined) throw new UsageError(`${where}: ${error.message.split('\n')[0]}`, SHAPE)
    const value: unknown = document.toJS()
    return value === null ? [] : [changeOf(value, where)]
  })
  if (changes.length === 0) throw new UsageError(`${name} holds no patch.`, SHAPE)
  return changes
}

function changeOf(value: unknown, where: string): Change {
  if (!isRecord(value)) throw new UsageError(`${where}: not a patch`, SHAPE)
  const { target, patch, kind, metadata } = value
  const named = isRecord(target) ? target : { kind, ...(isRecord(metadata) ? metadata : {}) }
  const body: unknown = isRecord(target) ? (typeof patch === 'string' ? inner(patch, where) : patch) : value
  if (typeof named['kind'] !== 'string' || typeof named['name'] !== 'string')
    throw new UsageError(`${where}: it does not say which object it changes`, SHAPE)
  if (!isRecord(body) && !Array.isArray(body)) throw new UsageError(`${where}: it has no patch`, SHAPE)
  const { namespace } = named
  return {
    target: { kind: named['kind'], name: named['name'], ...(typeof namespace === 'string' ? { namespace } : {}) },
    patch: body as Patch,
  }
}

function inner(text: string, where: string): unknown {
  const [document, ...more] = parseAllDocuments(text)
  if (document === undefined || more.length > 0 || document.errors.length > 0)
    throw new UsageError(`${where}: its patch is not one YAML document`, SHAPE)
  return document.toJS()
}
