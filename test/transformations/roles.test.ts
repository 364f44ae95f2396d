import { describe, expect, it } from 'vitest'
import { reportOn } from '../support/report-on.ts'
import { judge, readScenario, scenarioIds } from '../support/scenarios.ts'
import { diagnoseVaried } from '../support/variation.ts'
import { inRole, type Role } from '../support/variations/roles.ts'

/**
 * An init container is meant to end, is not probed, and serves no port, so the scheduler reserves none of the host for it; the
 * fields that were dropped are the main one's.
 */
const NOT_INITIAL = [
  'crash-exit-zero',
  'liveness-wrong-port',
  'pending-host-port',
  'probe-timeout',
  'readiness-404',
  'readiness-500',
  'service-target-port',
  'slow-start-killed',
  'startup-slow',
  'unknown-field',
  'young-readiness-refused',
]

const ROLES: readonly (readonly [Role, readonly string[]])[] = [
  [
    'init',
    scenarioIds.filter(
      id => !NOT_INITIAL.includes(id) && !id.startsWith('progressing-') && readScenario(id).running !== true,
    ),
  ],
  ['sidecar', scenarioIds],
]

describe.each(ROLES)('a container turned into one of role %s', (role, ids) => {
  it.each(ids)('%s keeps its cause', id => {
    const scenario = readScenario(id)
    const { namespace } = scenario
    const report = diagnoseVaried(id, inRole(namespace, role))
    expect(judge(scenario, report.problems)).toEqual([])
    expect(report.broken).toEqual([])
    expect(report.verdict).toBe(reportOn(id).verdict)
  })

  it('is found where the spec has it', () => {
    const { namespace } = readScenario('crash-oom')
    const [problem] = diagnoseVaried('crash-oom', inRole(namespace, role)).problems
    expect(problem?.field?.path).toMatch(/^spec\.template\.spec\.initContainers\[name=renderer\]/)
  })
})
