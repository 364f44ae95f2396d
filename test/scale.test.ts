import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Snapshot } from '../core/index.ts'
import { type Crowd, crowd } from './support/crowd.ts'
import { manyKeys, manyValues } from './support/many.ts'
import { multiply, type Size } from './support/multiply.ts'
import type { Raw } from './support/raw.ts'
import { sampler } from './support/sample.ts'
import { readRecording } from './support/scenarios.ts'
import { StepCounter } from './support/steps.ts'

/** Work that grows with the size alone is twofold for twice the size, with its square fourfold. */
const LIMIT = 2.2
/** More than the names that are all compared with one that does not exist; fewer of recordings with many objects, which tell as much. */
const MOST_COPIES = 120
const LEAST_COPIES = 40
const OBJECTS = 1200

function multiplied(size: Size): Snapshot {
  const { snapshot, objects } = multiply(size)
  return { ...snapshot, objects: [...objects()].map(text => JSON.parse(text) as unknown) }
}

/** One object with many events. */
function eventful(times: number): Snapshot {
  const recording = readRecording('crash-missing-env')
  const events = (recording.objects as readonly Raw[]).filter(
    ({ kind, involvedObject }) => kind === 'Event' && involvedObject?.name.startsWith('sender-79c47bb649-'),
  )
  const more = Array.from({ length: times }, (_, copy) =>
    events.map(event => ({ ...event, metadata: { ...event.metadata, name: `${event.metadata.name}${copy}` } })),
  )
  return { ...recording, objects: [...recording.objects, ...more.flat()] }
}

/** Nodes of many taints, and pods that tolerate as many others. */
function tainted(times: number): Snapshot {
  const many = <T>(each: (index: number) => T) => Array.from({ length: times }, (_, index) => each(index))
  const taints = many(index => ({ key: `pool-${index}`, value: 'b', effect: 'NoSchedule' }))
  const tolerations = many(index => ({ key: `other-${index}`, operator: 'Exists' }))
  const given: Readonly<Record<string, object>> = { Node: { taints }, Pod: { tolerations } }
  return crowd('pending-taint', 20, {
    also: ['Node'],
    each: object => (given[object.kind] ? { ...object, spec: { ...object.spec, ...given[object.kind] } } : object),
  })
}

/** Recordings of which everything in the namespace, and what is named of the whole cluster, is there many times. */
const CROWDS: readonly (readonly [id: string, also?: Crowd['also']])[] = [
  ['config-map-missing'],
  ['config-map-key'],
  ['secret-key-missing'],
  ['secret-volume-missing'],
  ['image-private-secret-missing'],
  ['service-account-missing'],
  ['priority-class', ['PriorityClass']],
  ['runtime-class', ['RuntimeClass']],
  ['quota-exceeded'],
  ['limit-range'],
  ['webhook-unavailable', ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration']],
  ['apiservice-down', ['APIService']],
  ['pvc-claim-missing', ['PersistentVolume']],
  ['pvc-class-missing', ['PersistentVolume', 'StorageClass']],
  ['pvc-too-large', ['PersistentVolume', 'StorageClass']],
  ['provisioner-absent', ['PersistentVolume', 'StorageClass']],
  ['pv-lost', ['PersistentVolume']],
  ['multi-attach', ['PersistentVolume', 'VolumeAttachment']],
  ['rwop-rolling', ['PersistentVolume']],
  ['csi-missing', ['CSIDriver', 'CSINode', 'PersistentVolume']],
  ['service-selector-typo'],
  ['service-target-port'],
  ['ingress-backend'],
  ['ingress-class', ['IngressClass']],
  ['ingress-tls'],
  ['lb-pending'],
  ['egress-denied'],
  ['ready-ingress-policy'],
  ['ready-policy-egress-dns'],
  ['ready-kafka-no-broker'],
  ['ready-dependency-unready'],
  ['ready-tls-unknown-authority'],
  ['hpa-target'],
  ['hpa-metrics'],
  ['cron-forbid'],
  ['job-failing'],
  ['sts-partition'],
  ['finalizer-stuck'],
  ['healthy-full-house'],
  ['pending-host-port', ['Node']],
  ['pending-cpu', ['Node']],
  ['pending-affinity', ['Node']],
  ['pending-anti-affinity', ['Node']],
  ['pending-taint', ['Node']],
  ['node-cordoned', ['Node']],
  ['pending-gpu', ['Node']],
  ['node-lost', ['Node']],
  ['volume-other-node', ['Node', 'PersistentVolume']],
  ['disk-full', ['Node']],
  ['evicted-over-limit', ['Node']],
  ['crash-oom'],
  ['image-tag-typo'],
]

function copiesOf(id: string, also: readonly string[]): number {
  const each = crowd(id, 2, { also }).objects.length - crowd(id, 1, { also }).objects.length
  return Math.max(LEAST_COPIES, Math.min(MOST_COPIES, Math.round(OBJECTS / each)))
}

/** Secrets of one value each, and texts that show as many. */
function toldValues(copies: number): Snapshot {
  const held = (copy: number) => `the value ${(copy * 7919).toString(36)} of ${copy}`
  return crowd('secret-key-missing', copies, {
    each: (object, copy) => {
      if (object.kind === 'Secret') return { ...object, data: { user: btoa(held(copy)) } }
      return object.kind === 'Event' ? { ...object, message: `${object['message']} ${held(copy)}` } : object
    },
  })
}

const LARGE = { failing: 1, deploymentsPerNamespace: 10_000 }
const cases: readonly (readonly [string, (scale: number) => Snapshot])[] = [
  ['a cluster of which 5% fails', scale => multiplied({ pods: 500 * scale })],
  ['many failing Deployments in one namespace', scale => multiplied({ pods: 300 * scale, ...LARGE })],
  [
    'few failing Deployments of many pods',
    scale => multiplied({ pods: 300 * scale, podsPerDeployment: 30 * scale, ...LARGE }),
  ],
  ['many events of one object', scale => eventful(200 * scale)],
  ['many taints and tolerations', scale => tainted(100 * scale)],
  ['selectors of many keys', scale => manyKeys(100 * scale)],
  ['many selectors of many keys', scale => manyKeys(1000, 20 * scale)],
  ['many values of one Secret, and as many keys that it has not', scale => manyValues(300 * scale)],
  ['as many values of Secrets as texts that show them', scale => toldValues(100 * scale)],
  ...sampler(2)(CROWDS).map(
    ([id, also = []]) =>
      [
        `${[id, ...also].join(', ')}, many times`,
        (scale: number) => crowd(id, copiesOf(id, also) * scale, { also }),
      ] as const,
  ),
]

describe('the steps of a diagnosis', async () => {
  const counter = new StepCounter()
  await counter.start()
  const { diagnose } = await import('../core/index.ts')
  beforeAll(() => void diagnose(multiplied({ pods: 100, failing: 0.5 })))
  afterAll(() => counter.stop())
  const count = (snapshot: Snapshot) =>
    counter.count(() => expect(diagnose(snapshot, undefined, { prove: false }).broken).toEqual([]))

  it.each(cases)('grow no faster than the snapshot: %s', async (_, snapshotOf) => {
    const [small, large] = [snapshotOf(1), snapshotOf(2)]
    expect(JSON.stringify(large.objects).length / JSON.stringify(small.objects).length).toBeLessThan(2.1)
    const steps = await count(small)
    expect(steps).toBeGreaterThan(50 * small.objects.length)
    expect((await count(large)) / steps).toBeLessThan(LIMIT)
  })
})
