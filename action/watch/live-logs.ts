import type { KubeGet } from '../../core/collect/kube-get.ts'
import { planLogs, type WantedLog } from '../../core/collect/log-plan.ts'
import { readLogs } from '../../core/collect/logs.ts'
import { createReader } from '../../core/collect/reader.ts'
import { systemClock } from '../../core/connect/system-clock.ts'
import type { ContainerLog, Unseen } from '../../core/index.ts'
import { array, record, textOf } from '../../core/json.ts'
import type { ServerClock } from './server-clock.ts'

const DEADLINE_MS = 10_000
/** A running container keeps writing. */
const READ_AGAIN_MS = 10_000

/** The logs of failing containers, read when needed, and again after a container has ended again. */
export interface LiveLogs {
  /** Settles when the logs that the pods need have been read. One read at a time. */
  update(pods: readonly unknown[]): Promise<void>
  /** Also reads the log of the newest pod of each complete workload, once. */
  readComplete(objects: readonly unknown[]): Promise<void>
  logs(): readonly ContainerLog[]
  unseen(): readonly Unseen[]
}

interface Held {
  readonly stamp: string
  readonly readAt: number
  log: ContainerLog | undefined
}

export function createLiveLogs(get: KubeGet, clock: ServerClock, onChange: () => void): LiveLogs {
  const held = new Map<string, Held>()
  let complete: readonly ContainerLog[] = []
  let unseen: readonly Unseen[] = []
  let reading: Promise<void> | undefined

  const read = async (wanted: readonly WantedLog[]) => {
    const reader = createReader(get, systemClock, DEADLINE_MS)
    const found = await readLogs(reader, wanted)
    reader.close()
    unseen = found.unseen
    let isNew = false
    for (const log of found.logs) {
      const entry = held.get(`${log.namespace}/${log.pod}/${log.container}`)
      if (entry === undefined) continue
      isNew ||= entry.log?.current !== log.current || entry.log?.previous !== log.previous
      entry.log = log
    }
    if (isNew) onChange()
  }

  return {
    async update(pods) {
      await reading
      const { wanted: failing } = planLogs(pods, { now: clock.now(), failingOnly: true })
      const stamps = new Map(pods.flatMap(stampsOf))
      const keys = new Set(failing.map(keyOf))
      for (const key of held.keys()) if (!keys.has(key)) held.delete(key)
      const now = performance.now()
      const due = failing.filter(each => {
        const entry = held.get(keyOf(each))
        return entry === undefined || entry.stamp !== stamps.get(keyOf(each)) || now - entry.readAt > READ_AGAIN_MS
      })
      if (due.length === 0) return
      for (const each of due) {
        const key = keyOf(each)
        held.set(key, { stamp: stamps.get(key) ?? '', readAt: now, log: held.get(key)?.log })
      }
      reading = read(due)
      await reading
    },
    async readComplete(objects) {
      const { wanted } = planLogs(objects, { now: clock.now() })
      const reader = createReader(get, systemClock, DEADLINE_MS)
      const found = await readLogs(
        reader,
        wanted.filter(each => each.complete === true),
      )
      reader.close()
      complete = found.logs
    },
    logs: () => {
      const failing = [...held.values()].flatMap(({ log }) => log ?? [])
      const known = new Set(failing.map(keyOf))
      return [...failing, ...complete.filter(log => !known.has(keyOf(log)))]
    },
    unseen: () => unseen,
  }
}

function keyOf({ namespace, pod, container }: Pick<WantedLog, 'namespace' | 'pod' | 'container'>): string {
  return `${namespace}/${pod}/${container}`
}

/** What changes when a container starts or ends, by container. */
function stampsOf(object: unknown): (readonly [key: string, stamp: string])[] {
  const pod = record(object)
  const metadata = record(pod?.['metadata'])
  const status = record(pod?.['status'])
  const place = `${textOf(metadata?.['namespace']) ?? ''}/${textOf(metadata?.['name']) ?? ''}`
  const all = [...array(status?.['initContainerStatuses']), ...array(status?.['containerStatuses'])]
  return all.flatMap(entry => {
    const container = record(entry)
    const { name, restartCount, containerID, state } = container ?? {}
    const stamp = [metadata?.['uid'], restartCount, containerID, Object.keys(record(state) ?? {})].join()
    return [[`${place}/${textOf(name) ?? ''}`, stamp] as const]
  })
}
