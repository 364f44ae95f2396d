import { describe, expect, it } from 'vitest'
import { diagnose } from '../../core/index.ts'
import { pair } from '../support/pair.ts'
import { sampler } from '../support/sample.ts'
import { judge, readScenario, scenarioIds } from '../support/scenarios.ts'

const sample = sampler(10)

/** One or two of each stage, none of which rests on what belongs to the cluster. */
const GUESTS = [
  'config-map-key',
  'crash-db-refused',
  'crash-oom',
  'crash-rbac',
  'cron-forbid',
  'ds-on-delete',
  'evicted-over-limit',
  'exec-format',
  'host-path-type',
  'hpa-target',
  'image-private-secret-missing',
  'image-tag-typo',
  'init-crash',
  'job-failing',
  'liveness-wrong-port',
  'readiness-404',
  'rollout-paused',
  'service-named-port',
  'service-selector-typo',
  'slow-termination',
  'sts-partition',
  'subpath-over-file',
]
/** A policy that denies all traffic, and a DNS that is down, are the causes of what their neighbours cannot reach too. */
const SHARED: Readonly<Record<string, readonly string[]>> = { 'egress-denied': ['crash-db-refused'] }

const hosts = scenarioIds.filter(id => readScenario(id).expect.length > 0)

describe.each(GUESTS)('with %s in the same namespace', guest => {
  it.each(sample(hosts.filter(id => id !== guest && SHARED[id]?.includes(guest) !== true)))(
    '%s: both are named',
    host => {
      const { snapshot, scenario } = pair(host, guest)
      const report = diagnose(snapshot, { namespace: scenario.namespace })
      expect(judge(scenario, report.problems)).toEqual([])
      expect(report.broken).toEqual([])
    },
  )
})

describe('what two workloads suffer from together', () => {
  it('is named once', () => {
    const { snapshot, scenario } = pair('egress-denied', 'crash-db-refused')
    const report = diagnose(snapshot, { namespace: scenario.namespace })
    expect(report.problems.map(({ cause }) => cause)).toEqual(['network-policy-blocking'])
    expect(report.workloads.map(({ name, verdict }) => `${name} ${verdict}`)).toContain('b-crm stalled')
  })
})
