import type { Snapshot } from '../snapshot.ts'

/** One file of a snapshot: a relative path with slashes, and its text. */
export interface SnapshotFile {
  readonly name: string
  readonly text: string
}

/**
 * A snapshot as the files that the readers take back (`state.json`, `collected.json`, `logs/<namespace>/<pod>/<container>.log`):
 * what they hold gives the same report. They hold what the snapshot holds, so it must have been redacted before.
 */
export function snapshotFiles(snapshot: Snapshot): readonly SnapshotFile[] {
  const { takenAt, serverVersion, lists, unseen, hosts, controlPlane, served } = snapshot
  const list = { apiVersion: 'v1', kind: 'List', items: snapshot.objects }
  return [
    { name: 'collected.json', text: json({ takenAt, serverVersion, lists, unseen, hosts, controlPlane, served }) },
    { name: 'state.json', text: json(list) },
    ...(snapshot.logs ?? []).flatMap(({ namespace, pod, container, current, previous }) => {
      const path = `logs/${namespace}/${pod}/${container}`
      return [
        ...(current === undefined ? [] : [{ name: `${path}.log`, text: current }]),
        ...(previous === undefined ? [] : [{ name: `${path}.previous.log`, text: previous }]),
      ]
    }),
  ]
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 1)}\n`
}
