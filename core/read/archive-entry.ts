import { InputError } from './error.ts'

/** One file of an archive or directory. Its content must be read or dropped before the next entry is requested. */
export interface Entry {
  /** Relative path with `/`. */
  readonly name: string
  readonly chunks: AsyncIterable<Uint8Array>
}

const MAX_NAME = 1000

/**
 * The relative path in an archive's entry name. Throws `archive-path` for absolute names, `..`, control characters and
 * names above 1000 characters, which no ordinary tool writes.
 */
export function safeName(raw: string): string {
  const name = raw.replaceAll('\\', '/')
  const parts = name.split('/').filter(part => part !== '' && part !== '.')
  if (
    name.startsWith('/') ||
    /^[A-Za-z]:/.test(name) ||
    parts.includes('..') ||
    /[\0-\x1f\x7f]/.test(name) ||
    name.length > MAX_NAME
  ) {
    throw new InputError(
      422,
      'archive-path',
      'The archive contains a file whose path is malformed or leads outside the archive.',
      'Create the archive again from inside the folder, with relative names.',
      `entry ${raw.replace(/[^\x20-\x7e]/g, '?').slice(0, 80)}`,
    )
  }
  return parts.join('/')
}

/** Rejects a second file with the same name: which one counts would be a guess. */
export class EntryNames {
  private readonly known = new Set<string>()

  add(name: string): void {
    if (this.known.has(name)) {
      throw new InputError(
        422,
        'duplicate-entry',
        'The archive contains two files with the same name.',
        'Create the archive again from one folder.',
        `entry ${name.replace(/[^\x20-\x7e]/g, '?').slice(0, 80)}`,
      )
    }
    this.known.add(name)
  }
}
