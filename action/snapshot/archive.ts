import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { packTar } from 'modern-tar'
import type { Snapshot } from '../../core/index.ts'

/** Packs a snapshot in the layout of `kubewhy collect`: state.json, collected.json and the logs, as .tar.gz. */
export async function snapshotArchive(snapshot: Snapshot): Promise<Uint8Array> {
  const { objects, logs = [], manifests: _, skipped: __, ...collected } = snapshot
  const files: (readonly [name: string, text: string])[] = [
    ['state.json', JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects })],
    ['collected.json', JSON.stringify(collected)],
    ...logs.flatMap(({ namespace, pod, container, current, previous }) => {
      const base = `logs/${namespace}/${pod}/${container}`
      return [
        ...(current === undefined ? [] : [[`${base}.log`, current] as const]),
        ...(previous === undefined ? [] : [[`${base}.previous.log`, previous] as const]),
      ]
    }),
  ]
  const entries = files.map(([name, text]) => {
    const body = new TextEncoder().encode(text)
    return { header: { name, size: body.length, mtime: new Date(0) }, body }
  })
  return promisify(gzip)(await packTar(entries))
}
