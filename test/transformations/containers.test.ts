import { describe, expect, it } from 'vitest'
import { sampler } from '../support/sample.ts'
import { judge, readScenario } from '../support/scenarios.ts'
import { diagnoseVaried } from '../support/variation.ts'
import { withSecondContainer } from '../support/variations/second-container.ts'

const sample = sampler(4)

/** Each a Deployment whose one container fails by itself. */
const FAILURES = [
  'image-tag-typo',
  'image-name-invalid',
  'image-private-no-secret',
  'config-map-missing',
  'config-map-key',
  'secret-key-missing',
  'run-as-root',
  'exec-format',
  'crash-command-not-found',
  'crash-oom',
  'crash-db-refused',
  'crash-exit-zero',
  'node-heap',
  'liveness-wrong-port',
  'probe-timeout',
  'readiness-404',
  'startup-slow',
]
/** The Deployments' names where the expectation names something else. */
const OWNERS: Readonly<Record<string, string>> = {
  'config-map-missing': 'orders',
  'config-map-key': 'flags',
  'secret-key-missing': 'api',
}

describe.each(FAILURES)('a pod with %s in one container', first => {
  it.each(sample(FAILURES.filter(second => second !== first)))('and %s in another has both', second => {
    const scenario = readScenario(first)
    const workload = OWNERS[first] ?? scenario.expect[0]?.name ?? ''
    const also = readScenario(second).expect.map(expected =>
      expected.kind === 'Deployment'
        ? { ...expected, name: workload, ...(expected.container === undefined ? {} : { container: 'second' }) }
        : expected,
    )
    const report = diagnoseVaried(first, withSecondContainer(scenario.namespace, second))
    expect(judge({ ...scenario, expect: [...scenario.expect, ...also] }, report.problems)).toEqual([])
    expect(report.broken).toEqual([])
  })
})
