import type { Snapshot } from '../snapshot.ts'

/** One file of a snapshot: a relative path with slashes, and its text. */
export interface SnapshotFile {
  readonly name: string
  readonly text: string
}

/**
 * A snapshot as files that the readers accept (`state.json`, `collected.json`,
 * `logs/<namespace>/<pod>/<container>.log`) and that give the same report. The snapshot must already be redacted.
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
