import type { Snapshot, Unseen } from '../snapshot.ts'
import { divide, forbiddenFailure, foreignFailure, isPodsInScope, listsOf, revisionsOf } from './coverage.ts'
import { parseRecord } from './json.ts'
import { NAMESPACE_KIND } from './kinds.ts'
import type { Clock, KubeGet } from './kube-get.ts'
import { readList, unseenOf } from './list.ts'
import { failingContainers, readLogs } from './logs.ts'
import { type CollectScope, namespaceOf, pathOf, planLists } from './plan.ts'
import { inPool } from './pool.ts'
import { excessOf } from './privileges.ts'
import { createReader } from './reader.ts'
import { redact } from './redact.ts'
import { readServer, type ServerFacts } from './server-facts.ts'

const DEADLINE_MS = 15_000
const WIDTH = 6

/** What a collection needs besides the connection. */
export interface CollectOptions {
  readonly clock: Clock
  /** What is not read by then is unseen; 15,000 ms when absent. */
  readonly deadlineMs?: number
  /** Called after each list, for a progress line. */
  readonly onProgress?: (progress: Progress) => void
}

/** How far a collection is. */
export interface Progress {
  readonly done: number
  readonly total: number
  readonly kind: string
  /** Objects read so far, of all kinds. */
  readonly objects: number
}

/** A snapshot read from a live cluster, and what only a live cluster tells. */
export interface Collected extends Snapshot {
  /** What the credentials can do beyond reading, in phrases that follow "they can"; absent when it could not be told. */
  readonly credentials?: { readonly incomplete: boolean; readonly excess: readonly string[] }
  /** The revision of each list by `Kind` or `Kind/namespace`. Where they differ, the lists were not read at one moment. */
  readonly resourceVersions: Readonly<Record<string, string>>
  /** How many requests were sent, repeats included. */
  readonly requests: number
}

/**
 * Reads from a live cluster what a diagnosis of `scope` needs, redacted as `redact` says, and no more.
 * It never rejects and never outlasts the deadline: what could not be read is in `unseen`, with the RBAC rule that would allow it;
 * an API server that cannot be used at all is in `controlPlane.failure`.
 */
export async function collect(get: KubeGet, scope: CollectScope, options: CollectOptions): Promise<Collected> {
  const reader = createReader(get, options.clock, options.deadlineMs ?? DEADLINE_MS)
  try {
    const server = await readServer(reader, scope, WIDTH)
    const namespace = await readNamespace()
    const { asked, unasked } = divide(namespace.missing ? [] : planLists(scope), server.privileges)
    let done = 0
    let objects = 0
    const listed = await inPool(asked, WIDTH, async target => {
      const list = await readList(reader, target)
      objects += list.objects.length
      done++
      options.onProgress?.({ done, total: asked.length, kind: target.kind.kind, objects })
      return list
    })
    const pods = listed.filter(list => isPodsInScope(list, scope)).flatMap(list => list.objects)
    const { logs, unseen } = await readLogs(reader, failingContainers(pods, scope.workload?.name), WIDTH)
    const failure = reader.failure() ?? forbiddenFailure(listed, scope) ?? foreignFailure(listed, server)
    return {
      takenAt: server.date ?? options.clock.now(),
      ...(server.version === undefined ? {} : { serverVersion: server.version }),
      objects: [...namespace.objects, ...listed.flatMap(list => list.objects)],
      lists: listsOf(listed),
      unseen: [
        ...server.unseen,
        ...namespace.unseen,
        ...unasked,
        ...listed.flatMap(list => list.unseen ?? []),
        ...unseen,
      ],
      logs,
      controlPlane: { failedChecks: server.failedChecks, ...(failure ? { failure } : {}) },
      ...(server.served ? { served: server.served } : {}),
      ...credentialsOf(server),
      resourceVersions: revisionsOf(listed),
      requests: reader.requests(),
    }
  } finally {
    reader.close()
  }

  async function readNamespace(): Promise<{
    missing: boolean
    objects: readonly unknown[]
    unseen: readonly Unseen[]
  }> {
    const name = namespaceOf(scope)
    if (name === undefined) return { missing: false, objects: [], unseen: [] }
    const answer = await reader.read(pathOf({ kind: NAMESPACE_KIND }, name))
    const object = answer.read && answer.status === 200 ? parseRecord(answer.body) : undefined
    if (object) return { missing: false, objects: [redact(object)], unseen: [] }
    const missing = answer.read && answer.status === 404
    const unseen = { ...unseenOf({ kind: NAMESPACE_KIND, namespace: name }, answer, 'get') }
    return { missing, objects: [], unseen: [missing ? { ...unseen, why: 'does not exist' } : unseen] }
  }
}

function credentialsOf({ privileges }: ServerFacts): Pick<Collected, 'credentials'> {
  return privileges ? { credentials: { incomplete: privileges.incomplete, excess: excessOf(privileges) } } : {}
}
