import { describe, expect, it } from 'vitest'
import { diagnose, type Snapshot } from '../../core/index.ts'
import { liveCluster, measureLive } from '../bench/live-cluster.ts'
import { serving } from '../fake/in-process.ts'
import { createStore } from '../fake/kube/store.ts'

const ADMIN = { name: 'kubernetes-admin', grants: 'all' } as const
/** Told by the log alone. */
const BY_LOG = ['crash-missing-module', 'crash-missing-env', 'crash-bad-flag', 'crash-db-refused']

describe.each([
  { pods: 50, faults: 9, requests: 110, requestsDead: 65, bytes: 0.6e6 },
  { pods: 500, faults: 13, requests: 220, requestsDead: 85, bytes: 5.5e6 },
  { pods: 3000, faults: 74, requests: 380, requestsDead: 165, bytes: 27e6 },
])('a live cluster of $pods pods', ({ pods, faults, requests, requestsDead, bytes }) => {
  const cluster = liveCluster(pods)
  const store = createStore(cluster.stored)
  const measure = (isDead: boolean) => {
    const served = { store, log: cluster.log, failedChecks: [], isDead: () => isDead }
    return measureLive(serving(served, cluster.snapshot.takenAt ?? '')(ADMIN), cluster)
  }

  it('has every cause told, within bounds, as if every event had been read', async () => {
    const live = await measure(false)
    expect(cluster.faults).toHaveLength(faults)
    expect(live.missed).toEqual([])
    expect(live.report.broken).toEqual([])
    expect(live.requests).toBeLessThanOrEqual(requests)
    expect(live.bytes).toBeLessThanOrEqual(bytes)
    const { lists, logs, served, serverVersion } = live.collected
    const whole = { ...cluster.snapshot, lists, logs, served, serverVersion, objects: cluster.stored } as Snapshot
    const { problems, timeline } = diagnose(whole, cluster.scope.namespace === undefined ? {} : cluster.scope)
    // How many fixes are tried depends on how many objects there are.
    const untried = (all: typeof problems) =>
      all.map(problem => ({ ...problem, fix: problem.fix.map(({ proved: _, ...step }) => step) }))
    expect(untried(live.report.problems)).toEqual(untried(problems))
    expect(live.report.timeline).toEqual(timeline)
  })

  it('with dead kubelets has every cause told that no log tells, each kubelet being asked once', async () => {
    const dead = await measure(true)
    expect(dead.missed.filter(({ scenario }) => !BY_LOG.includes(scenario))).toEqual([])
    expect(dead.requests).toBeLessThanOrEqual(requestsDead)
    const named = dead.report.unseen.filter(({ kind, why }) => kind === 'Log' && why.includes('connection refused'))
    expect(named).toHaveLength(1)
  })
})
