import { gzipSync } from 'node:zlib'
import { packTar } from 'modern-tar'
import type { Snapshot } from '../core/index.ts'

/** Names that may stand as one part of a path on every system. */
function part(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]/g, '_')
}

/**
 * Takes a snapshot; returns it as a `.tar.gz` in the layout of `kubewhy collect`: `state.json`, `collected.json` and
 * `logs/NAMESPACE/POD/CONTAINER[.previous].log`. What was read live is already redacted; nothing is redacted here.
 */
export async function snapshotArchive(snapshot: Snapshot): Promise<Uint8Array> {
  const { objects, logs = [], ...collected } = snapshot
  const files = [
    { name: 'state.json', body: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }) },
    { name: 'collected.json', body: JSON.stringify(collected, null, 1) },
    ...logs.flatMap(({ namespace, pod, container, current, previous }) => {
      const base = `logs/${part(namespace)}/${part(pod)}/${part(container)}`
      return [
        ...(current === undefined ? [] : [{ name: `${base}.log`, body: current }]),
        ...(previous === undefined ? [] : [{ name: `${base}.previous.log`, body: previous }]),
      ]
    }),
  ]
  const encoder = new TextEncoder()
  const entries = files.map(({ name, body }) => {
    const bytes = encoder.encode(body)
    return { header: { name, size: bytes.length, mtime: new Date(snapshot.takenAt ?? 0) }, body: bytes }
  })
  return gzipSync(await packTar(entries))
}
