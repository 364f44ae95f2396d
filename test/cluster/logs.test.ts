import { describe, expect, it } from 'vitest'
import { planLogs } from '../../core/collect/log-plan.ts'
import { diagnose } from '../../core/index.ts'
import { parseTime } from '../../core/time.ts'
import { recordedCluster } from '../fake/kube/cluster.ts'
import type { Stored } from '../fake/kube/store.ts'
import { readRecording, readScenario } from '../support/scenarios.ts'
import { collectFrom, withServer } from './live.ts'
import { manyPods } from './many-pods.ts'

const HOUR = 3_600_000

/** The recorded pod of a namespace, each time another's: of workloads of their own. */
function manyWorkloads(scenario: string, namespace: string, count: number): readonly Stored[] {
  return manyPods(scenario, namespace, count).map((pod, at) => {
    const name = `a${String(at).padStart(4, '0')}-${pod.metadata.name}`
    return {
      ...pod,
      metadata: { ...pod.metadata, name, ownerReferences: [{ kind: 'ReplicaSet', name, uid: `set-${at}` }] },
    }
  })
}

const nowOf = (scenario: string) => parseTime(recordedCluster(scenario).takenAt) ?? 0
const podsOf = (objects: readonly unknown[], now: number, more = {}) =>
  planLogs(objects, { now, ...more }).wanted.map(({ pod }) => pod)

describe('whose logs are read', () => {
  const failing = recordedCluster('crash-missing-module').objects
  const restarted = manyWorkloads('healthy-restarted', 'healthy-api', 300)
  const now = Math.max(nowOf('crash-missing-module'), nowOf('healthy-restarted'))

  it('those of what is not ready come before those of what recovered, whatever their names', () => {
    const pods = podsOf([...restarted, ...failing], now)
    expect(pods[0]).toMatch(/^checkout-/)
    expect(pods).toHaveLength(1 + 30 + 50)
  })

  it('one of each workload comes before a second of any, and the bound is named', () => {
    const replicas = manyPods('crash-missing-module', 'checkout', 200)
    const others = manyWorkloads('crash-missing-module', 'checkout', 98)
    const { wanted, unseen } = planLogs([...replicas, ...others], { now })
    expect(wanted).toHaveLength(100)
    expect(wanted.filter(({ pod }) => /^a\d{4}-/.test(pod))).toHaveLength(98)
    expect(unseen).toEqual([{ kind: 'Log', why: expect.stringContaining('more of the same workloads') }])
    const tooMany = planLogs(manyWorkloads('crash-missing-module', 'checkout', 130), { now })
    expect(tooMany.unseen).toEqual([
      { kind: 'Log', why: expect.stringContaining('not those of 30 more of other workloads') },
    ])
  })

  it('what recovered long ago is left alone', () => {
    const later = nowOf('healthy-restarted') + 2 * HOUR
    expect(podsOf(restarted, later)).toEqual([])
    expect(podsOf(failing, later).length).toBeGreaterThan(0)
  })
})

describe('the log of a complete workload', () => {
  const { objects } = recordedCluster('healthy-rolled')
  const own = objects.filter(({ metadata }) => metadata.namespace !== 'kube-system')
  const now = nowOf('healthy-rolled')

  it('is that of its newest pod, where something changed within the hour', () => {
    const { wanted } = planLogs(own, { now })
    expect(wanted).toEqual([expect.objectContaining({ runs: 'current', complete: true })])
  })

  it('is not read where nothing changed, unless it is asked for', () => {
    const later = now + 2 * HOUR
    expect(podsOf(own, later)).toEqual([])
    expect(podsOf(own, later, { deep: true })).toHaveLength(1)
    const changes = new Map(own.map(({ metadata }) => [metadata.namespace ?? '', later - 1000]))
    expect(podsOf(own, later, { changes })).toHaveLength(1)
  })
})

describe('a log with the time before each line', () => {
  it.each([
    'crash-missing-module',
    'crash-db-refused',
    'crash-nginx-upstream',
    'crash-read-only-fs',
    'init-crash',
    'cron-forbid',
    'healthy-restarted',
  ])('says the same as without: %s', name => {
    const recording = readRecording(name)
    const stamp = (text: string) => text.replace(/^(?=.)/gm, `${recording.takenAt?.slice(0, 19)}.123456789Z `)
    const logs = recording.logs?.map(({ current, previous, ...log }) => ({
      ...log,
      ...(current === undefined ? {} : { current: stamp(current) }),
      ...(previous === undefined ? {} : { previous: stamp(previous) }),
    }))
    const scope = { namespace: readScenario(name).namespace }
    expect(diagnose({ ...recording, logs: logs ?? [] }, scope)).toEqual(diagnose(recording, scope))
  })
})

describe('a kubelet that is gone', () => {
  const cluster = 'crash-missing-module'
  const scope = { namespace: 'checkout' }
  const workloads = manyWorkloads(cluster, 'checkout', 20)

  it.each([
    ['refused', 'connection refused'],
    ['silent', 'no response'],
  ] as const)('is asked once and named where it is %s', (state, why) =>
    withServer({ cluster, objects: workloads, kubelet: () => state }, async server => {
      const { logs, unseen, controlPlane } = await collectFrom(server, scope)
      const asked = server.requests.filter(({ resource }) => resource?.subresource === 'log')
      expect(asked.length).toBeLessThanOrEqual(1)
      expect(logs).toEqual([])
      expect(unseen).toEqual([
        {
          kind: 'Log',
          why: expect.stringMatching(new RegExp(`nodes? \\S+ returns no logs of 21 containers \\(${why}\\)`)),
        },
      ])
      expect(controlPlane?.failure).toBeUndefined()
    }),
  )

  it('keeps no other from being asked', () => {
    const [pod] = workloads
    const elsewhere = { ...pod, spec: { ...(pod?.['spec'] as object), nodeName: 'gone' } } as Stored
    return withServer(
      { cluster, objects: [elsewhere], kubelet: node => (node === 'gone' ? 'silent' : undefined) },
      async server => {
        const live = await collectFrom(server, scope)
        expect(live.unseen).toEqual([
          { kind: 'Log', why: expect.stringContaining('node gone returns no log of 1 container') },
        ])
        expect(live.logs).toHaveLength(1)
        expect(diagnose(live, scope).problems[0]?.cause).toBe('app-missing-file-or-module')
      },
    )
  })
})
