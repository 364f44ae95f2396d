import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { packTar } from 'modern-tar'
import { snapshotFiles } from '../../core/collect/snapshot-files.ts'
import type { Snapshot } from '../../core/index.ts'

/** Packs a snapshot as .tar.gz in the readers' layout. The same snapshot gives the same bytes. */
export async function snapshotArchive(snapshot: Snapshot): Promise<Uint8Array> {
  const entries = snapshotFiles(snapshot).map(({ name, text }) => {
    const body = new TextEncoder().encode(text)
    return { header: { name, size: body.length, mtime: new Date(0) }, body }
  })
  return promisify(gzip)(await packTar(entries))
}
