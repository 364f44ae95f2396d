import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type ClientNodeCluster, clientNodeCluster } from '../../action/cluster/client-node.ts'
import type { KubeStream } from '../../action/cluster/stream.ts'
import { openFeed } from '../../action/watch/feed.ts'
import { createBell, watchRollout } from '../../action/watch/watch.ts'
import { withServer } from '../cluster/live.ts'
import type { FakeApiServer, FakeApiServerOptions } from '../fake/api-server.ts'
import { CLUSTERS } from './scenarios.ts'

/** What goes wrong between the action and the cluster. */
export interface Trouble {
  /** Stands between the watches and the server. */
  readonly stream?: (stream: KubeStream) => KubeStream
  /** Called when the feed is open. */
  readonly meanwhile?: (server: FakeApiServer) => void
  readonly options?: Partial<FakeApiServerOptions>
  readonly settle?: number
  /** How many times faster than it was recorded, where nothing is said of how soon something is seen. */
  readonly pace?: number
}

/** Milliseconds. */
const STEP = 10

/**
 * Watches a recorded rollout over TLS from `from` seconds to the verdict. Server and watch share one thread and the clock of
 * the recording, which goes on by a step between two turns of the thread while no answer is awaited, and by which the watch
 * waits: on a busy machine it is slow, and nothing comes late.
 */
export function watchReplay(timeline: string, from: number, trouble: Trouble = {}) {
  const { stream, meanwhile, options, settle = 10_000, pace = 1 } = trouble
  const cluster = existsSync(join(CLUSTERS, timeline)) ? timeline : 'healthy-rolled'
  return withServer({ timeline, cluster, ...options }, async server => {
    const { replay } = server
    if (replay === undefined) throw new Error('no timeline')
    replay.advanceTo(from)
    const direct = await clientNodeCluster({ kubeconfig: server.kubeconfig(), allowPlugins: false })
    let awaited = 0
    const awaiting = () => {
      awaited++
      let isOver = false
      return () => {
        if (!isOver) awaited--
        isOver = true
      }
    }
    const opened: KubeStream = (path, request) => {
      const over = awaiting()
      const onOpen = () => {
        over()
        request.onOpen()
      }
      return direct.stream(path, { ...request, onOpen }).finally(over)
    }
    const connection: Pick<ClientNodeCluster, 'get' | 'stream'> = {
      get: (path, request) => direct.get(path, request).finally(awaiting()),
      stream: stream?.(opened) ?? opened,
    }
    const bell = createBell()
    const feed = await openFeed(connection, [replay.namespace], bell.ring, () => replay.at() * 1000)
    const timers = new Map<object, { readonly due: number; readonly resolve: () => void }>()
    const timer = (ms: number) => {
      const key = {}
      const done = new Promise<void>(resolve => timers.set(key, { due: replay.at() + ms / 1000, resolve }))
      return { done, cancel: () => void timers.delete(key) }
    }
    const clock = setInterval(() => {
      if (awaited > 0) return
      replay.advanceTo(replay.at() + (pace * STEP) / 1000)
      for (const [key, { due, resolve }] of timers) {
        if (due > replay.at()) continue
        timers.delete(key)
        resolve()
      }
    }, STEP)
    meanwhile?.(server)
    const lines: string[] = []
    const watched = await watchRollout(feed, bell, {
      wanted: { namespace: replay.namespace, named: [] },
      manifests: [],
      failFast: 'normal',
      settle,
      timeout: 60_000,
      timer,
      cancelled: new Promise(() => {}),
      onWaiting: reasons => lines.push(...reasons),
    }).finally(() => {
      clearInterval(clock)
      feed.close()
    })
    return { watched, at: replay.at(), lines, server }
  })
}
