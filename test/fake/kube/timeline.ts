import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { fixture } from './fixture.ts'
import type { Change, Store } from './store.ts'

/** A recorded rollout that happens again in a store. Times are seconds since the recording began. */
export interface Replay {
  readonly namespace: string
  /** When the last change was recorded. */
  readonly seconds: number
  /** How far it has come. */
  at(): number
  /** The recorded time of day at that point, RFC 3339. */
  now(): string
  /** Applies every change up to `seconds`, at once. */
  advanceTo(seconds: number): void
}

interface Line extends Change {
  readonly t: number
}

/** Reads `test/fixtures/timelines/<scenario>.jsonl.gz` for a replay in `store`. Nothing has happened yet. */
export function createReplay(store: Store, scenario: string): Replay {
  const text = gunzipSync(readFileSync(fixture('timelines', `${scenario}.jsonl.gz`))).toString()
  const [head, ...rest] = text.trimEnd().split('\n')
  const { namespace } = JSON.parse(head ?? '{}') as { namespace: string }
  const lines = rest.map(line => JSON.parse(line) as Line)
  const first = lines.find(({ object }) => typeof object.metadata['creationTimestamp'] === 'string')
  const began = Date.parse(String(first?.object.metadata['creationTimestamp'])) - (first?.t ?? 0) * 1000
  let next = 0
  let at = 0

  return {
    namespace,
    seconds: lines.at(-1)?.t ?? 0,
    at: () => at,
    now: () => new Date(began + at * 1000).toISOString().replace(/\.\d+Z$/, 'Z'),
    advanceTo(seconds) {
      for (let line = lines[next]; line && line.t <= seconds; line = lines[++next]) {
        store.apply({ type: line.type, object: line.object })
      }
      const isLater = Math.floor(seconds) > Math.floor(at)
      at = Math.max(at, seconds)
      if (isLater) renewLeases(store, new Date(began + at * 1000))
    },
  }
}

/** Whoever holds a lease lives on while the rollout happens again. */
function renewLeases(store: Store, time: Date): void {
  for (const lease of store.list('coordination.k8s.io', 'leases')) {
    const spec = { ...(lease['spec'] as object), renewTime: time.toISOString().replace('Z', '000Z') }
    store.apply({ type: 'MODIFIED', object: { ...lease, spec } })
  }
}
