import { refusalOf } from '../../core/collect/coverage.ts'
import { NAMESPACE_KIND } from '../../core/collect/kinds.ts'
import { readList } from '../../core/collect/list.ts'
import { pathOf, planLists, type Target } from '../../core/collect/plan.ts'
import { inPool } from '../../core/collect/pool.ts'
import { createReader, type Reader } from '../../core/collect/reader.ts'
import { redact } from '../../core/collect/redact.ts'
import { readServer, readVersion } from '../../core/collect/server-facts.ts'
import { systemClock } from '../../core/connect/system-clock.ts'
import type { Snapshot } from '../../core/index.ts'
import { parseRecord } from '../../core/json.ts'
import type { Kind } from '../../core/kube/index.ts'
import { formatTime } from '../../core/time.ts'
import type { ClientNodeCluster } from '../cluster/client-node.ts'
import { type Follower, follow } from './follow.ts'
import { createLiveLogs } from './live-logs.ts'
import { createLiveStore } from './live-store.ts'
import { withServerClock } from './server-clock.ts'

/** Kinds that change during a rollout; others are listed again from time to time. */
const WATCHED: ReadonlySet<string> = new Set<Kind>([
  'Pod',
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'Event',
  'PersistentVolumeClaim',
  'Service',
  'EndpointSlice',
  'ResourceQuota',
])
const WIDTH = 8
const DEADLINE_MS = 20_000
const REFRESH_MS = 15_000

/** The current state of some namespaces. */
export interface Feed {
  snapshot(): Snapshot
  /** The server's time, in milliseconds since 1970. */
  now(): number
  /** False while connections are lost, so that the state may be old. */
  isFresh(): boolean
  /** Reads again what is not watched, and the logs. */
  refresh(): Promise<void>
  /** Reads the logs of the newest pods of complete workloads: ready pods may fail at their job. */
  readComplete(): Promise<void>
  close(): void
}

/**
 * Reads `namespaces` and the relevant cluster-scoped objects, and keeps them up to date. `onChange` is called with each
 * change. Rejects with a sentence if the API server cannot be used or a namespace does not exist. `elapsed`:
 * milliseconds since an arbitrary time.
 */
export async function openFeed(
  cluster: Pick<ClientNodeCluster, 'get' | 'stream'>,
  namespaces: readonly string[],
  onChange: () => void,
  elapsed?: () => number,
): Promise<Feed> {
  const { get, clock } = withServerClock(cluster.get, elapsed)
  const store = createLiveStore(onChange)
  const logs = createLiveLogs(get, clock, onChange)
  const reader = createReader(get, systemClock, DEADLINE_MS)
  const [first = 'default'] = namespaces
  const server = await readServer(reader, { namespace: first }, await readVersion(reader))
  let own = await namespaceObjects(reader, namespaces)
  const planned = plan(namespaces)
  const refusals = planned.flatMap(target => refusalOf(target, server.privileges) ?? [])
  const asked = planned.filter(target => !refusals.some(refusal => refusal.target === target))
  const revisions = new Map<Target, string>()
  await inPool(asked, WIDTH, async target => {
    const listed = await readList(reader, target)
    if (listed.resourceVersion !== undefined) revisions.set(target, listed.resourceVersion)
    store.replace(listed)
  })
  reader.close()
  const failure = reader.failure()
  if (failure !== undefined) throw new Error(`The cluster cannot be watched: ${failure.message} (${failure.request}).`)

  let close = () => {}
  const until = new Promise<void>(resolve => {
    close = resolve
  })
  const isWatched = ({ kind, namespace }: Target) =>
    WATCHED.has(kind.kind) && namespace !== undefined && namespaces.includes(namespace)
  const followers: readonly Follower[] = asked
    .filter(isWatched)
    .map(target => follow(target, revisions.get(target), { get, stream: cluster.stream, store, until }))
  const others = asked.filter(target => !isWatched(target))

  const refresh = async () => {
    const again = createReader(get, systemClock, DEADLINE_MS)
    const read = inPool(others, WIDTH, async target => store.replace(await readList(again, target)))
    await Promise.all([read, logs.update(podsIn(store.objects()))])
    own = await namespaceObjects(again, namespaces).catch(() => own)
    again.close()
  }
  const timer = setInterval(() => void refresh(), REFRESH_MS)

  return {
    snapshot() {
      const objects = store.objects()
      void logs.update(podsIn(objects))
      return {
        takenAt: formatTime(clock.now()),
        ...(server.version === undefined ? {} : { serverVersion: server.version }),
        ...(server.served ? { served: server.served } : {}),
        objects: [...own, ...objects],
        lists: store.lists(),
        unseen: [
          ...server.unseen,
          ...refusals.flatMap(refusal => refusal.unseen ?? []),
          ...store.unseen(),
          ...logs.unseen(),
        ],
        logs: logs.logs(),
        controlPlane: { failedChecks: server.failedChecks },
      }
    },
    now: () => clock.now(),
    isFresh: () => followers.every(follower => follower.isFresh()),
    refresh,
    readComplete: () => logs.readComplete(store.objects()),
    close() {
      clearInterval(timer)
      close()
    },
  }
}

function plan(namespaces: readonly string[]): readonly Target[] {
  const targets = namespaces.flatMap(namespace => planLists({ namespace }))
  return [...new Map(targets.map(target => [pathOf(target), target] as const)).values()]
}

async function namespaceObjects(reader: Reader, namespaces: readonly string[]): Promise<readonly unknown[]> {
  const found = await inPool(namespaces, WIDTH, async name => {
    const answer = await reader.read(pathOf({ kind: NAMESPACE_KIND }, name))
    if (answer.read && answer.status === 404) throw new Error(`The namespace ${name} does not exist.`)
    const object = answer.read && answer.status === 200 ? parseRecord(answer.body) : undefined
    return object === undefined ? [] : [redact(object)]
  })
  return found.flat()
}

function podsIn(objects: readonly unknown[]): readonly unknown[] {
  return objects.filter(object => (object as { readonly kind?: unknown }).kind === 'Pod')
}
