import { createReadStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'
import type { Snapshot } from '../../core/index.ts'
import { readFiles, readSnapshot } from '../../core/read/index.ts'

/**
 * Reads the snapshot in a file or a folder. Throws an InputError if it is not one, and an Error that names the path if
 * it cannot be opened. Does not follow links that lead out of the folder.
 */
export async function readSnapshotAt(path: string): Promise<Snapshot> {
  const found = await stat(path).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    throw new Error(`The snapshot ${JSON.stringify(path)} cannot be read (${code}).`)
  })
  if (!found.isDirectory()) return readSnapshot(createReadStream(path), { name: basename(path) })
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  return readFiles(
    files.sort().map(file => ({ name: relative(path, file).split(sep).join('/'), read: () => readFile(file) })),
  )
}
