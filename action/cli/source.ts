import { createReadStream, statSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { Snapshot } from '../../core/index.ts'
import type { InputFile, ReadOptions } from '../../core/read/index.ts'
import { readFiles, readSnapshot } from '../../core/read/index.ts'

async function* filesBelow(root: string): AsyncIterable<InputFile> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  for (const entry of entries.sort((a, b) => (join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1))) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    yield { name: relative(root, path).split(sep).join('/'), read: () => readFile(path) }
  }
}

const SILENCE_MS = 5000

/** Standard input; while nothing arrives, tells a user who meant the live cluster what it is waiting for. */
async function* standardInput(): AsyncIterable<Uint8Array> {
  const timer = setTimeout(
    () =>
      process.stderr.write(
        'kubewhy: waiting for a snapshot on standard input; to read the live cluster, add --context NAME\n',
      ),
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

/** The snapshot in a file, a directory or standard input (`-`). Throws InputError, also if it is empty. */
export async function readSource(path: string, options: ReadOptions): Promise<Snapshot> {
  if (path !== '-' && statSync(path).isDirectory()) return readFiles(filesBelow(path), options)
  const stream: AsyncIterable<Uint8Array> =
    path === '-' ? standardInput() : createReadStream(path, { highWaterMark: 1 << 20 })
  return readSnapshot(stream, { ...options, ...(path === '-' ? {} : { name: path }) })
}
