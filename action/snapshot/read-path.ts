import { createReadStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'
import type { Snapshot } from '../../core/index.ts'
import { readFiles, readSnapshot } from '../../core/read/index.ts'

/**
 * Reads the snapshot that a file or a folder holds. Throws an InputError when it is none, and an Error that names the
 * path when it cannot be opened. Links that lead out of the folder are not followed.
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
