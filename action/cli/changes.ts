import { type Document, parseAllDocuments } from 'yaml'
import { CHANGE_SHAPE, changesOf } from '../../core/patch/changes.ts'
import { PatchError } from '../../core/patch/patch.ts'
import type { Change } from '../../core/patch/patched.ts'
import { UsageError } from './exit-code.ts'

/**
 * The changes in a file of patches, YAML or JSON, one per document. Throws a UsageError that says which document is
 * wrong.
 */
export function changesIn(text: string, name: string): readonly Change[] {
  try {
    return changesOf(documentsOf(text), inner => {
      const [document, ...more] = documentsOf(inner)
      if (more.length > 0) throw new PatchError('it has more than one YAML document')
      return document
    })
  } catch (error) {
    if (!(error instanceof PatchError)) throw error
    throw new UsageError(`${name}: ${error.message}`, CHANGE_SHAPE)
  }
}

/** Limit on the repetitions of an anchor in a document: a few lines can expand to gigabytes. */
const MAX_ALIASES = 100

function documentsOf(text: string): readonly unknown[] {
  const documents = parseAllDocuments(text)
  return (Array.isArray(documents) ? documents : []).flatMap(document => {
    const [error] = document.errors
    // The first line ends in a colon, followed by an excerpt.
    if (error !== undefined) throw new PatchError(error.message.split('\n')[0]?.replace(/:$/, '') ?? '')
    const value = contentOf(document)
    return value === null ? [] : [value]
  })
}

function contentOf(document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES })
  } catch (error) {
    throw new PatchError(error instanceof Error ? error.message : 'it cannot be read as YAML')
  }
}
