import { describe, expect, it } from 'vitest'
import { collect } from '../../core/collect/index.ts'
import type { CollectScope } from '../../core/collect/plan.ts'
import { rolesFor } from '../../core/collect/rbac.ts'
import { systemClock } from '../../core/connect/system-clock.ts'
import { diagnose } from '../../core/index.ts'
import { lacksOfDiagnosis } from '../../core/lacking.ts'
import { lacksOf, type PathReport, reportPath } from '../../core/path.ts'
import { serving } from '../fake/in-process.ts'
import type { Identity } from '../fake/kube/authorize.ts'
import { recordedCluster } from '../fake/kube/cluster.ts'
import { createStore } from '../fake/kube/store.ts'
import { readScenario } from '../support/scenarios.ts'

/** Time enough on the busiest machine, milliseconds. */
const DEADLINE_MS = 600_000

const ADMIN: Identity = { name: 'kubernetes-admin', grants: 'all' }
/** The recording whose Deployment `storefront` asks, and its namespace. */
const CLIENT = 'ready-policy-ingress'
const HOME = readScenario(CLIENT).namespace

/**
 * What `storefront` is told of its way to `to` in another recording, as if both were one cluster; `elsewhere`: what was asked
 * for in other namespaces than its own, or refused, as `status path`.
 */
async function ask(recording: string, to: string, identity = ADMIN, scope: CollectScope = { namespace: HOME }) {
  const question = { from: 'deploy/storefront', to, namespace: HOME }
  const [home, other] = [recordedCluster(CLIENT), recordedCluster(recording)]
  const store = createStore([...other.objects, ...home.objects])
  const log: typeof home.log = (...pod) => home.log(...pod) ?? other.log(...pod)
  const get = serving({ store, log, failedChecks: [] }, home.takenAt)(identity)
  const place = `/namespaces/${readScenario(recording).namespace}`
  const elsewhere: string[] = []
  const snapshot = await collect(
    async (path, request) => {
      const answer = await get(path, request)
      if (path.includes(place) || answer.status === 403) elsewhere.push(`${answer.status} ${path.split('?')[0]}`)
      return answer
    },
    scope,
    { clock: systemClock, deadlineMs: DEADLINE_MS, lacks: read => lacksOf(read, question) },
  )
  return { report: reportPath(snapshot, question), elsewhere }
}

function said({ state, hops, cause }: PathReport) {
  const steps = hops.map(({ hop, state: each, text, check }) => [hop, each, text, check])
  return { state, steps, cause }
}

describe('reading on', () => {
  it('stops at six namespaces, whatever is named', async () => {
    const { objects, log, takenAt } = recordedCluster(CLIENT)
    const get = serving({ store: createStore(objects), log, failedChecks: [] }, takenAt)(ADMIN)
    const places = new Set<string>()
    let round = 0
    await collect(
      (path, request) => {
        const [, place = ''] = /\/namespaces\/(other-\d+)/.exec(path) ?? []
        if (place !== '') places.add(place)
        return get(path, request)
      },
      { namespace: HOME },
      {
        clock: systemClock,
        deadlineMs: DEADLINE_MS,
        lacks: () =>
          [1, 2, 3, 4].map(each => ({ what: 'list', kind: 'Service', namespace: `other-${round++ * 4 + each}` })),
      },
    )
    expect(places.size).toBe(6)
    expect(round).toBeLessThan(100)
  })
})

describe('a diagnosis of one namespace', () => {
  /** The client of a recorded database, as if it were in a namespace of its own. */
  const AWAY = 'sales'
  const isClients = ({ kind, metadata }: { kind: string; metadata: { name: string } }) =>
    /^(?:Deployment|ReplicaSet|Pod|ServiceAccount)$/.test(kind) && /^(?:sync|default)\b/.test(metadata.name)

  async function askedOf(identity: Identity) {
    const { objects, log, takenAt } = recordedCluster('crash-dns')
    const moved = objects.map(each =>
      isClients(each) ? { ...each, metadata: { ...each.metadata, namespace: AWAY } } : each,
    )
    const place = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: AWAY, resourceVersion: '1' } }
    const logOf: typeof log = (_, ...pod) => log('crm-eu', ...pod)
    const get = serving({ store: createStore([...moved, place]), log: logOf, failedChecks: [] }, takenAt)(identity)
    const asked: string[] = []
    const snapshot = await collect(
      async (path, request) => {
        const answer = await get(path, request)
        if (path.includes('/crm-eu')) asked.push(`${answer.status} ${path.split('?')[0]}`)
        return answer
      },
      { namespace: AWAY },
      { clock: systemClock, deadlineMs: DEADLINE_MS, lacks: read => lacksOfDiagnosis(read, { namespace: AWAY }) },
    )
    return { asked, report: diagnose(snapshot, { namespace: AWAY }) }
  }

  it('reads what the paths of its apps need of other namespaces', async () => {
    const { asked, report } = await askedOf(ADMIN)
    expect(asked).toMatchInlineSnapshot(`
      [
        "200 /api/v1/namespaces/crm-eu",
        "200 /api/v1/namespaces/crm-eu/services",
        "200 /apis/apps/v1/namespaces/crm-eu/deployments",
      ]
    `)
    expect(report.problems.map(({ cause, subject }) => [cause, subject])).toMatchInlineSnapshot(`
      [
        [
          "app-name-resolution-failed",
          {
            "container": "sync",
            "kind": "Deployment",
            "name": "sync",
            "namespace": "sales",
          },
        ],
      ]
    `)
  })

  it('asks for nothing that its role does not allow', async () => {
    expect((await askedOf({ name: 'someone', grants: rolesFor({ namespace: AWAY, logs: true }) })).asked).toEqual([])
  })
})

describe('what a path needs of other namespaces is read', () => {
  it.each([
    ['ready-policy-other-port', 'svc/records-db.clinic-records:5432', 'network-policy-blocking'],
    ['ready-policy-other-port', 'records-db.clinic-records.svc.cluster.local:5432', 'network-policy-blocking'],
    ['ready-policy-other-port', '10.96.134.222:5432', 'network-policy-blocking'],
    ['ready-ingress-policy', 'seats-redis.seat-booking:6379', 'network-policy-blocking'],
    ['ready-scaled-to-zero', 'svc/catalog.winery:80', 'dependency-scaled-to-zero'],
    ['ready-redis-config-crash', 'ratings-redis.chess-league:6379', 'app-invalid-arguments'],
    ['ready-scaled-to-zero', 'catalogue.winery.svc:80', 'app-name-resolution-failed'],
  ])('%s, %s: the answer is that of the whole cluster', async (recording, to, cause) => {
    const { report } = await ask(recording, to)
    const { report: whole } = await ask(recording, to, ADMIN, { cluster: true })
    expect(said(report)).toEqual(said(whole))
    expect(report.cause?.cause).toBe(cause)
  })

  it('and no more than that', async () => {
    const { elsewhere } = await ask('ready-policy-other-port', 'svc/records-db.clinic-records:5432')
    expect(elsewhere).toMatchInlineSnapshot(`
      [
        "200 /api/v1/namespaces/clinic-records",
        "200 /api/v1/namespaces/clinic-records/services",
        "200 /api/v1/namespaces/clinic-records/pods",
        "200 /api/v1/namespaces/clinic-records/endpoints",
        "200 /apis/discovery.k8s.io/v1/namespaces/clinic-records/endpointslices",
        "200 /apis/networking.k8s.io/v1/namespaces/clinic-records/networkpolicies",
        "200 /api/v1/namespaces/clinic-records/pods/records-db-0/log",
      ]
    `)
    expect((await ask('ready-policy-other-port', 'svc/catalog:80')).elsewhere).toEqual([])
  })

  it('but for what the role of one namespace does not allow: a command decides it', async () => {
    const grants = rolesFor({ namespace: HOME, logs: true })
    const { report, elsewhere } = await ask('ready-policy-other-port', 'svc/records-db.clinic-records:5432', {
      name: 'someone',
      grants,
    })
    expect(elsewhere).toMatchInlineSnapshot(`[]`)
    expect(report.hops.filter(({ check }) => check !== undefined)).toMatchInlineSnapshot(`
      [
        {
          "check": "kubectl get service records-db -n clinic-records",
          "evidence": [],
          "hop": "name",
          "object": {
            "kind": "Service",
            "name": "records-db",
            "namespace": "clinic-records",
          },
          "state": "undecided",
          "text": "Services of namespace clinic-records were not read",
        },
      ]
    `)
  })

  it('and the role that is printed for it is enough', async () => {
    const grants = rolesFor({ namespace: HOME, pathsTo: ['clinic-records', 'kube-system'], logs: true })
    const to = 'svc/records-db.clinic-records:5432'
    const { report, elsewhere } = await ask('ready-policy-other-port', to, { name: 'someone', grants })
    expect(elsewhere.filter(each => each.startsWith('403'))).toEqual([])
    expect(said(report)).toEqual(said((await ask('ready-policy-other-port', to)).report))
  })
})
