import { describe, expect, it } from 'vitest'
import { sampler } from '../support/sample.ts'
import { judge, readScenario, scenarioIds } from '../support/scenarios.ts'
import { diagnoseVaried } from '../support/variation.ts'
import { beside, expectedOfBoth } from '../support/variations/pair.ts'

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
      const scenario = expectedOfBoth(host, guest)
      const report = diagnoseVaried(host, beside(scenario.namespace, guest))
      expect(judge(scenario, report.problems)).toEqual([])
      expect(report.broken).toEqual([])
    },
  )
})

describe('what two workloads suffer from together', () => {
  it('is named once', () => {
    const { namespace } = readScenario('egress-denied')
    const report = diagnoseVaried('egress-denied', beside(namespace, 'crash-db-refused'))
    expect(report.problems.map(({ cause }) => cause)).toEqual(['network-policy-blocking'])
    expect(report.workloads.map(({ name, verdict }) => `${name} ${verdict}`)).toContain('b-crm stalled')
  })
})
