import { parseRecord } from '../json.ts'
import { NO_SUCH_NAMESPACE, type Snapshot, type Unseen } from '../snapshot.ts'
import { parseTime } from '../time.ts'
import { forbiddenFailure, foreignFailure, listsOf, refusalOf, revisionsOf } from './coverage.ts'
import { readNormalEvents } from './events.ts'
import { NAMESPACE_KIND } from './kinds.ts'
import type { Clock, KubeGet } from './kube-get.ts'
import { type Lacks, readTarget, withLacking } from './lacking.ts'
import { type Listed, unseenOf } from './list.ts'
import { planLogs } from './log-plan.ts'
import { readLogs } from './logs.ts'
import { asServed, type CollectScope, namespaceOf, pathOf, planLists } from './plan.ts'
import { inPool } from './pool.ts'
import { excessOf } from './privileges.ts'
import { createReader, type Reader } from './reader.ts'
import { redact } from './redact.ts'
import { readServer, readVersion, type ServerFacts } from './server-facts.ts'

const DEADLINE_MS = 15_000
const WIDTH = 12

/** The options of a collection, besides the connection. */
export interface CollectOptions {
  readonly clock: Clock
  /** Default 15,000 ms. What has not been read by then is unseen. */
  readonly deadlineMs?: number
  /**
   * Reads the logs of all containers in the newest pod of each complete workload, even if nothing changed within the
   * hour.
   */
  readonly deep?: boolean
  /** Called repeatedly for what is still needed; what the credentials allow of it is read too. */
  readonly lacks?: Lacks
  /** Called after each list, for a progress line. */
  readonly onProgress?: (progress: Progress) => void
}

/** The progress of a collection. */
export interface Progress {
  readonly done: number
  readonly total: number
  readonly kind: string
  /** Objects read so far, of all kinds. */
  readonly objects: number
}

/** A snapshot of a live cluster, with data that only a live cluster has. */
export interface Collected extends Snapshot {
  /** What the credentials can do beyond reading, as phrases that follow "they can"; absent if unknown. */
  readonly credentials?: { readonly incomplete: boolean; readonly excess: readonly string[] }
  /**
   * The revision of each list by `Kind` or `Kind/namespace`. If they differ, the lists were not read at the same
   * moment.
   */
  readonly resourceVersions: Readonly<Record<string, string>>
  /** Number of requests, repeats included. */
  readonly requests: number
}

/**
 * Reads exactly what a diagnosis of `scope` needs from a live cluster, redacted by `redact`. Never rejects or exceeds
 * the deadline: what could not be read is in `unseen`, with the RBAC rule that would allow it; an API server that
 * cannot be used at all is in `controlPlane.failure`.
 */
export async function collect(get: KubeGet, scope: CollectScope, options: CollectOptions): Promise<Collected> {
  const reader = createReader(get, options.clock, options.deadlineMs ?? DEADLINE_MS)
  try {
    const version = await readVersion(reader)
    const facts = readServer(reader, scope, version)
    const ownNamespace = readNamespace(reader, namespaceOf(scope))
    const lists = await readLists(reader, scope, facts, ownNamespace, options)
    const [server, namespace] = await Promise.all([facts, ownNamespace])
    const listed = namespace.missing ? [] : lists
    const takenAt = server.date ?? options.clock.now()
    const inScope = listed.filter(({ target }) => target.namespace === namespaceOf(scope))
    const plan = planLogs(
      inScope.flatMap(list => list.objects),
      {
        now: parseTime(takenAt) ?? 0,
        changes: new Map(inScope.flatMap(({ changes }) => [...changes]).sort(([, a], [, b]) => a - b)),
        ...(scope.workload === undefined ? {} : { workload: scope.workload.name }),
        ...(options.deep === undefined ? {} : { deep: options.deep }),
      },
    )
    const objects = listed.flatMap(list => list.objects)
    const [{ logs, unseen }, normal] = await Promise.all([
      readLogs(reader, plan.wanted),
      readNormalEvents(reader, listed, objects, WIDTH),
    ])
    const failure = reader.failure() ?? forbiddenFailure(listed, scope) ?? foreignFailure(listed, server)
    const collected: Collected = {
      takenAt,
      ...(server.version === undefined ? {} : { serverVersion: server.version }),
      objects: [...namespace.objects, ...objects, ...normal.objects],
      lists: listsOf(listed),
      unseen: [
        ...server.unseen,
        ...namespace.unseen,
        ...listed.flatMap(list => list.unseen ?? []),
        ...normal.unseen,
        ...plan.unseen,
        ...unseen,
      ],
      logs,
      controlPlane: { failedChecks: server.failedChecks, ...(failure ? { failure } : {}) },
      ...(server.served ? { served: server.served } : {}),
      ...credentialsOf(server),
      resourceVersions: revisionsOf(listed),
      requests: reader.requests(),
    }
    if (options.lacks === undefined || failure !== undefined || namespace.missing) return collected
    const own = namespaceOf(scope)
    const tried = [
      ...lists.map(({ target }) => target),
      { kind: NAMESPACE_KIND, ...(own === undefined ? {} : { namespace: own }) },
    ]
    const completed = await withLacking(collected, tried, options.lacks, reader)
    return { ...completed, requests: reader.requests() }
  } finally {
    reader.close()
  }
}

/** Reads the lists of the plan, several at a time; stops if the namespace does not exist. */
async function readLists(
  reader: Reader,
  scope: CollectScope,
  facts: Promise<ServerFacts>,
  namespace: Promise<OwnNamespace>,
  { onProgress }: CollectOptions,
): Promise<readonly Listed[]> {
  let isMissing = false
  void namespace.then(({ missing }) => {
    isMissing = missing
  })
  const targets = planLists(scope)
  let done = 0
  let read = 0
  const lists = await inPool(targets, WIDTH, async planned => {
    if (isMissing) return undefined
    const target = planned.kind.addOn === true ? asServed(planned, (await facts).served) : planned
    if (target === undefined) {
      done++
      return undefined
    }
    const refusal = target.kind.onlyIfAllowed ? refusalOf(target, (await facts).privileges) : undefined
    const list = refusal ?? (await readTarget(reader, target))
    read += list.objects.length
    done++
    onProgress?.({ done, total: targets.length, kind: target.kind.kind, objects: read })
    return list
  })
  return lists.filter(list => list !== undefined)
}

/** The Namespace in scope; empty for the whole cluster. */
interface OwnNamespace {
  readonly missing: boolean
  readonly objects: readonly unknown[]
  readonly unseen: readonly Unseen[]
}

async function readNamespace(reader: Reader, name: string | undefined): Promise<OwnNamespace> {
  if (name === undefined) return { missing: false, objects: [], unseen: [] }
  const answer = await reader.read(pathOf({ kind: NAMESPACE_KIND }, name))
  const object = answer.read && answer.status === 200 ? parseRecord(answer.body) : undefined
  if (object) return { missing: false, objects: [redact(object)], unseen: [] }
  const missing = answer.read && answer.status === 404
  const unseen = { ...unseenOf({ kind: NAMESPACE_KIND, namespace: name }, answer, 'get') }
  return { missing, objects: [], unseen: [missing ? { ...unseen, why: NO_SUCH_NAMESPACE } : unseen] }
}

function credentialsOf({ privileges }: ServerFacts): Pick<Collected, 'credentials'> {
  return privileges ? { credentials: { incomplete: privileges.incomplete, excess: excessOf(privileges) } } : {}
}
