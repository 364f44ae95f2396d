import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { CollectedList, Snapshot } from '../../core/index.ts'
import { once } from './once.ts'
import { CLUSTERS, readRecording } from './scenarios.ts'

const FOLDER = join(import.meta.dirname, '../fixtures/timelines')

interface Change {
  /** Seconds since the recording began. */
  readonly t: number
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly object: {
    readonly kind: string
    readonly metadata: { readonly namespace?: string; readonly name: string; readonly creationTimestamp?: string }
  }
}

export const timelineIds: readonly string[] = readdirSync(FOLDER)
  .map(file => file.replace('.jsonl.gz', ''))
  .sort()

/** A recorded rollout. */
export interface Timeline {
  readonly id: string
  readonly namespace: string
  readonly expect: readonly { readonly cause: string; readonly kind: string; readonly name: string }[]
  /** When the last `kubectl apply` returned, seconds. */
  readonly applied: number
  /** When something changed, seconds. */
  readonly times: readonly number[]
  /** The last of them. */
  readonly end: number
  /** From seconds since the recording began to milliseconds since 1970. */
  readonly clock: (seconds: number) => number
  /** When the first change was recorded whose object, as JSON, holds all of these texts; seconds. */
  readonly when: (kind: string, ...texts: readonly string[]) => number
  /** What a list of everything would have given at that time. */
  readonly snapshotAt: (seconds: number) => Snapshot
}

/**
 * Reads a recorded rollout. The recordings hold one namespace; nodes and what else belongs to the cluster are taken from
 * the recording of the same failure as a state, where there is one.
 */
export const readTimeline = once((id: string): Timeline => {
  const [head = '{}', ...lines] = gunzipSync(readFileSync(join(FOLDER, `${id}.jsonl.gz`)))
    .toString()
    .trimEnd()
    .split('\n')
  const { namespace, expect, applyReturned } = JSON.parse(head)
  const changes = lines.map(line => JSON.parse(line) as Change)
  const first = changes.find(({ object }) => object.metadata.creationTimestamp !== undefined)
  const began = Date.parse(first?.object.metadata.creationTimestamp ?? '') - (first?.t ?? 0) * 1000
  const around = existsSync(join(CLUSTERS, id)) ? clusterWide(readRecording(id)) : { objects: [], lists: [] }
  const own: CollectedList[] = [...KINDS].map(kind => ({ kind, namespaces: [namespace] }))
  return {
    id,
    namespace,
    expect,
    applied: applyReturned,
    times: changes.map(({ t }) => t),
    end: changes.at(-1)?.t ?? 0,
    clock: seconds => began + seconds * 1000,
    when(kind, ...texts) {
      const found = changes.find(
        ({ object }) => object.kind === kind && texts.every(text => JSON.stringify(object).includes(text)),
      )
      if (found === undefined) throw new Error(`${id} holds no ${kind} with ${texts.join(' and ')}`)
      return found.t
    },
    snapshotAt(seconds) {
      const objects = new Map<string, unknown>()
      for (const { t, type, object } of changes) {
        if (t > seconds) break
        const key = `${object.kind}/${object.metadata.name}`
        if (type === 'DELETED') objects.delete(key)
        else objects.set(key, object)
      }
      return {
        takenAt: new Date(began + seconds * 1000).toISOString(),
        objects: [...around.objects, ...objects.values()],
        lists: [...around.lists, ...own],
      }
    },
  }
})

/** The kinds that the recorder watched. */
const KINDS = [
  'Pod',
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'Event',
  'Service',
  'EndpointSlice',
  'PersistentVolumeClaim',
  'ResourceQuota',
]

function clusterWide({ objects, lists = [] }: Snapshot) {
  return {
    objects: objects.filter(object => !hasNamespace(object)),
    lists: lists.filter(list => list.namespaces === undefined),
  }
}

function hasNamespace(object: unknown): boolean {
  return (object as { metadata?: { namespace?: string } }).metadata?.namespace !== undefined
}
