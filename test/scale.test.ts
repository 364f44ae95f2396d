import { describe, expect, it } from 'vitest'
import type { Snapshot } from '../core/index.ts'
import { diagnose } from '../core/index.ts'
import { multiply, type Size } from './support/multiply.ts'
import { readRecording, readScenario } from './support/scenarios.ts'

/** Work that grows with the size alone grows fourfold here, with its square sixteenfold. */
const FOURFOLD = 4
const LIMIT = 7
const RUNS = 6
const TIMEOUT = 30_000

interface Recorded {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly uid: string }
  readonly involvedObject?: { readonly name: string }
}

function multiplied(size: Size): Snapshot {
  const { snapshot, objects } = multiply(size)
  return { ...snapshot, objects: [...objects()].map(text => JSON.parse(text) as unknown) }
}

/** A recording in which its failing pods, with their events, are there many times over in the one namespace. */
function crowded(id: string, times: number, kinds?: readonly string[]): Snapshot {
  const recording = readRecording(id)
  const { namespace } = readScenario(id)
  const all = recording.objects as readonly Recorded[]
  const objects = all.filter(({ kind }) => kinds === undefined || kinds.includes(kind))
  const pods = objects.filter(({ kind, metadata }) => kind === 'Pod' && metadata.namespace === namespace)
  const copies = pods.flatMap(pod => {
    const { name, uid } = pod.metadata
    const own = [pod, ...objects.filter(({ involvedObject }) => involvedObject?.name === name)]
    const texts = own.map(object => JSON.stringify(object))
    return Array.from({ length: Math.ceil(times / pods.length) }, (_, copy) =>
      texts.map(text => JSON.parse(text.replaceAll(name, `${name}x${copy}`).replaceAll(uid, `${uid}x${copy}`))),
    ).flat()
  })
  return { ...recording, objects: [...objects, ...copies] }
}

/** One object with many events. */
function eventful(times: number): Snapshot {
  const recording = readRecording('crash-missing-env')
  const events = (recording.objects as readonly Recorded[]).filter(
    ({ kind, involvedObject }) => kind === 'Event' && involvedObject?.name.startsWith('sender-79c47bb649-'),
  )
  const more = Array.from({ length: times }, (_, copy) =>
    events.map(event => ({ ...event, metadata: { ...event.metadata, name: `${event.metadata.name}${copy}` } })),
  )
  return { ...recording, objects: [...recording.objects, ...more.flat()] }
}

/** The processor time of this thread for one diagnosis, the least of some runs, milliseconds. */
function work(snapshot: Snapshot): number {
  const times = Array.from({ length: RUNS }, () => {
    const before = process.threadCpuUsage()
    diagnose(snapshot)
    const { user, system } = process.threadCpuUsage(before)
    return (user + system) / 1000
  })
  return Math.min(...times)
}

const ONE_NAMESPACE = { failing: 1, deploymentsPerNamespace: 10_000 }
const cases: readonly (readonly [string, (scale: number) => Snapshot])[] = [
  ['a cluster of which 5% fails', scale => multiplied({ pods: 1000 * scale })],
  ['many failing Deployments in one namespace', scale => multiplied({ pods: 600 * scale, ...ONE_NAMESPACE })],
  [
    'few failing Deployments of many pods',
    scale => multiplied({ pods: 600 * scale, podsPerDeployment: 60 * scale, ...ONE_NAMESPACE }),
  ],
  ['many events of one object', scale => eventful(400 * scale)],
  ...['evicted-over-limit', 'crash-oom', 'pending-cpu', 'pending-affinity', 'multi-attach', 'job-failing'].flatMap(
    id =>
      [
        [`many pods of ${id}`, (scale: number) => crowded(id, 300 * scale)],
        [`many pods of ${id} without their owners`, (scale: number) => crowded(id, 300 * scale, ['Pod', 'Event'])],
      ] as const,
  ),
]

describe('the work of a diagnosis', () => {
  diagnose(multiplied({ pods: 500, failing: 0.5 }))

  it.each(cases)(
    'grows no faster than the snapshot: %s',
    (_, snapshotOf) => {
      const [small, large] = [snapshotOf(1), snapshotOf(FOURFOLD)]
      expect(large.objects.length / small.objects.length).toBeLessThan(FOURFOLD + 0.1)
      expect(diagnose(large).broken).toEqual([])
      expect(work(large) / work(small)).toBeLessThan(LIMIT)
    },
    TIMEOUT,
  )
})
