import { fstatSync, statSync } from 'node:fs'
import { parseWorkload } from '../../core/workload-name.ts'
import { UsageError } from './exit-code.ts'

/** What the words on the command line name: where to read and which workload is meant. */
export interface Arguments {
  /** A file, a directory, or `-` for standard input; undefined for the live cluster. */
  readonly path?: string
  readonly workload?: { readonly kind: string; readonly name: string }
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined
}

/** True where something is piped or redirected into standard input. */
export function isPiped(): boolean {
  try {
    const stat = fstatSync(0)
    return stat.isFIFO() || stat.isFile() || stat.isSocket()
  } catch {
    return false
  }
}

/**
 * Takes the words; returns what they name. A word that exists as a file is a file; else `kind/name` is a workload. Throws a
 * UsageError for what is neither.
 */
export function readArguments(words: readonly string[]): Arguments {
  let path: string | undefined
  let workload: Arguments['workload']
  for (const word of words) {
    const named = word === '-' || exists(word) ? undefined : parseWorkload(word)
    if (named !== undefined) {
      if (workload !== undefined) throw new UsageError('More than one workload is named.', 'Name one, or none for all.')
      workload = named
    } else {
      if (word !== '-' && !exists(word)) {
        throw new UsageError(
          `${word} is no file, directory or workload.`,
          'Name a workload as KIND/NAME, for example deployment/web.',
        )
      }
      if (path !== undefined)
        throw new UsageError('More than one file is named.', 'Put them into one directory or archive.')
      path = word
    }
  }
  const from = path ?? (isPiped() ? '-' : undefined)
  return { ...(from === undefined ? {} : { path: from }), ...(workload === undefined ? {} : { workload }) }
}
