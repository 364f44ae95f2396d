import { createReadStream, fstatSync, statSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { Snapshot } from '../../core/index.ts'
import type { InputFile, ReadOptions } from '../../core/read/index.ts'
import { InputError, readFiles, readSnapshot } from '../../core/read/index.ts'
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
function isPiped(): boolean {
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

async function* filesBelow(root: string): AsyncIterable<InputFile> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  for (const entry of entries.sort((a, b) => (join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1))) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    yield { name: relative(root, path).split(sep).join('/'), read: () => readFile(path) }
  }
}

const SILENCE_MS = 5000

/** Standard input; while nothing comes, a person who meant the live cluster is told what is waited for. */
async function* standardInput(): AsyncIterable<Uint8Array> {
  const timer = setTimeout(
    () =>
      process.stderr.write('kubewhy: waiting for a snapshot on standard input; for the live cluster add </dev/null\n'),
    SILENCE_MS,
  )
  try {
    for await (const chunk of process.stdin) {
      clearTimeout(timer)
      yield chunk
    }
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Takes a path; returns the snapshot that it holds, or undefined where standard input was not asked for by name and is
 * empty, as it is in many CI systems.
 */
export async function readSource(path: string, isNamed: boolean, options: ReadOptions): Promise<Snapshot | undefined> {
  if (path !== '-' && statSync(path).isDirectory()) return readFiles(filesBelow(path), options)
  const stream: AsyncIterable<Uint8Array> =
    path === '-' ? standardInput() : createReadStream(path, { highWaterMark: 1 << 20 })
  try {
    return await readSnapshot(stream, { ...options, ...(path === '-' ? {} : { name: path }) })
  } catch (error) {
    if (!isNamed && error instanceof InputError && error.code === 'empty-body') return undefined
    throw error
  }
}
