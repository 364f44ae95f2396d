import { type Document, isMap, isSeq, LineCounter, parseAllDocuments, type YAMLMap } from 'yaml'
import { isRecord } from '../../core/json.ts'
import { cut, oneLine } from '../../core/render/clean.ts'
import type { Skipped } from '../../core/snapshot.ts'

/** One object of a manifest, with its location in the file. */
export interface ManifestObject {
  readonly apiVersion: string
  readonly kind: string
  readonly namespace?: string
  readonly name: string
  readonly node: YAMLMap
  readonly value: Readonly<Record<string, unknown>>
  /** 1-based. */
  readonly line: number
}

/** The purpose of a file, by its name. */
export type Role = 'manifest' | 'kustomization' | 'values'

/** One YAML file that may have a field. */
export interface Source {
  /** POSIX path relative to the workspace; absolute if it is outside. */
  readonly file: string
  readonly role: Role
  /** Whether it was given as an applied manifest. */
  readonly given: boolean
  /** Whether the pull request changes it. */
  readonly changed: boolean
  readonly text: string
  readonly lines: LineCounter
  readonly documents: readonly Document[]
  readonly objects: readonly ManifestObject[]
}

const MAX_DOCUMENTS = 5000
/** Limit on uses of an anchor: enough for any manifest, not enough to fill the memory. */
const MAX_ALIASES = 100

function roleOf(file: string): Role {
  const name = file.split('/').at(-1) ?? file
  if (/^kustomization(?:\.ya?ml)?$/i.test(name)) return 'kustomization'
  return /^values.*\.ya?ml$/i.test(name) || /[.-]values\.ya?ml$/i.test(name) ? 'values' : 'manifest'
}

/**
 * Parses one file like kubectl: several documents, YAML 1.1, JSON, items of Lists as separate objects. Unreadable
 * documents are listed in `skipped`, never with their content.
 */
export function parseSource(
  file: string,
  text: string,
  { given, changed }: { readonly given: boolean; readonly changed: boolean },
): { readonly source: Source; readonly skipped: readonly Skipped[] } {
  const role = roleOf(file)
  const lines = new LineCounter()
  const skipped: Skipped[] = []
  const documents: Document[] = []
  const objects: ManifestObject[] = []
  const all = parseAllDocuments(text, {
    lineCounter: lines,
    version: '1.1',
    merge: true,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  })
  const parsed = Array.isArray(all) ? all : []
  for (const [index, document] of parsed.slice(0, MAX_DOCUMENTS).entries()) {
    const name = `${file}, document ${index + 1}`
    const [error] = document.errors
    if (error !== undefined) {
      const place = `line ${lines.linePos(error.pos[0]).line}`
      const why = text.includes('{{')
        ? 'is it a template? Use the rendered output instead'
        : `not valid YAML (${error.code})`
      skipped.push({ name: `${name}, ${place}`, why })
      continue
    }
    documents.push(document)
    if (role !== 'manifest' || document.contents === null) continue
    try {
      const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES })
      for (const found of collect(document.contents, value, lines)) {
        if (typeof found === 'string') skipped.push({ name, why: found })
        else objects.push(found)
      }
    } catch (thrown) {
      skipped.push({ name, why: thrown instanceof Error ? cut(oneLine(thrown.message), 200) : 'cannot be resolved' })
    }
  }
  if (parsed.length > MAX_DOCUMENTS)
    skipped.push({ name: file, why: `only the first ${MAX_DOCUMENTS} documents are used` })
  return { source: { file, role, given, changed, text, lines, documents, objects }, skipped }
}

/** The objects of a document, or why it is none. */
function collect(node: unknown, value: unknown, lines: LineCounter): (ManifestObject | string)[] {
  const kind = isRecord(value) ? value['kind'] : undefined
  if (!isMap(node) || !isRecord(value) || typeof kind !== 'string') return ['not a Kubernetes object (no `kind`)']
  const { apiVersion, metadata, items } = value
  const list = node.get('items', true)
  if (kind.endsWith('List') && Array.isArray(items) && isSeq(list)) {
    return list.items.flatMap((item, index) => collect(item, items[index], lines))
  }
  const name = isRecord(metadata) ? metadata['name'] : undefined
  if (typeof name !== 'string' || name === '') return [`${cut(oneLine(kind), 100)} without metadata.name`]
  const namespace = isRecord(metadata) ? metadata['namespace'] : undefined
  return [
    {
      apiVersion: typeof apiVersion === 'string' ? apiVersion : '',
      kind,
      name,
      ...(typeof namespace === 'string' && namespace !== '' ? { namespace } : {}),
      node,
      value,
      line: lines.linePos(node.range?.[0] ?? 0).line,
    },
  ]
}
