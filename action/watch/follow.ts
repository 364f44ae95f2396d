import type { KubeGet } from '../../core/collect/kube-get.ts'
import { readList } from '../../core/collect/list.ts'
import { pathOf, type Target } from '../../core/collect/plan.ts'
import { createReader } from '../../core/collect/reader.ts'
import { systemClock } from '../../core/connect/system-clock.ts'
import { parseRecord, record, textOf } from '../../core/json.ts'
import type { KubeStream } from '../cluster/stream.ts'
import type { LiveStore } from './live-store.ts'

/** A list kept up to date by a watch. */
export interface Follower {
  readonly target: Target
  /** True while the watch is open, or has ended within the last seconds, as watches do. */
  isFresh(): boolean
}

export interface FollowOptions {
  readonly get: KubeGet
  readonly stream: KubeStream
  readonly store: LiveStore
  /** Settles when nothing more is wanted. */
  readonly until: Promise<unknown>
}

const LIST_DEADLINE_MS = 30_000
/** The API server ends a watch after this; otherwise it would within an hour. */
const WATCH_SECONDS = 290
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 10_000
/** A watch that lasted this long was no failure, however it ended. */
const LASTED_MS = 2000
/** If watching is not allowed, lists replace it. */
const POLL_MS = 5000
/** A watch reopened within this time has missed nothing important. */
const STALE_MS = 10_000

/**
 * Follows `target` from a list read at `resourceVersion`: watches, reopens the watch where it ended, with increasing
 * pauses while it fails, and lists again if the revision is too old (410) or was never known.
 */
export function follow(target: Target, resourceVersion: string | undefined, options: FollowOptions): Follower {
  const { get, stream, store, until } = options
  let revision = resourceVersion
  let stopped = false
  let lostAt: number | undefined
  let failures = 0
  until.then(() => {
    stopped = true
  })

  const pause = async (ms: number) => {
    const timer = systemClock.timer(ms)
    await Promise.race([timer.done, until])
    timer.cancel()
  }

  const list = async () => {
    const reader = createReader(get, systemClock, LIST_DEADLINE_MS)
    const listed = await readList(reader, target)
    reader.close()
    if (stopped) return
    store.replace(listed)
    revision = listed.unseen === undefined ? listed.resourceVersion : undefined
    if (listed.unseen !== undefined) failures++
  }

  const onOpen = () => {
    lostAt = undefined
  }

  const onLine = (line: string) => {
    const event = parseRecord(line)
    const object = record(event?.['object'])
    const type = textOf(event?.['type'])
    if (object === undefined || type === undefined || stopped) return
    if (type === 'ERROR') {
      // Expired revisions are the usual error; a list helps in any case.
      revision = undefined
      return
    }
    failures = 0
    revision = textOf(record(object['metadata'])?.['resourceVersion']) ?? revision
    if (type !== 'BOOKMARK') store.apply(target, type, object)
  }

  const watchOnce = async () => {
    const query = `watch=1&allowWatchBookmarks=true&timeoutSeconds=${WATCH_SECONDS}`
    const path = `${pathOf(target)}?${query}&resourceVersion=${encodeURIComponent(revision ?? '')}`
    const { status } = await stream(path, { onOpen, onLine, until })
    if (status === 410) revision = undefined
    else if (status === 403 || status === 405) {
      revision = undefined
      await pause(POLL_MS)
    } else if (status !== 200) throw new Error(`the watch returned ${status}`)
  }

  const run = async () => {
    while (!stopped) {
      const began = performance.now()
      try {
        if (revision === undefined) await list()
        if (stopped) return
        if (revision !== undefined) await watchOnce()
        // A server that ends every watch at once must not be asked without a pause.
        if (performance.now() - began < FIRST_PAUSE_MS) failures++
      } catch {
        failures++
      }
      if (performance.now() - began > LASTED_MS) failures = Math.min(failures, 1)
      if (failures === 0) continue
      lostAt ??= performance.now()
      await pause(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 6)))
    }
  }
  void run()
  return { target, isFresh: () => lostAt === undefined || performance.now() - lostAt < STALE_MS }
}
