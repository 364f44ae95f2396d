import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { ContainerLog, Snapshot } from '../../core/index.ts'

export const CLUSTERS = join(import.meta.dirname, '../fixtures/clusters')

/** What a person who knew the recorded cluster expects of the diagnosis. */
export interface Scenario {
  readonly id: string
  readonly namespace: string
  readonly expect: readonly {
    readonly cause: string
    readonly kind: string
    readonly name: string
    readonly container?: string
  }[]
  readonly acceptable?: readonly string[]
  readonly note?: string
}

export const scenarioIds: readonly string[] = readdirSync(CLUSTERS).sort()

/** Scenarios whose pods were never made: the API server refuses them. A bare pod, and one of an operator, leaves no trace then. */
export const REFUSED = [
  'limit-range',
  'pod-security',
  'policy-denied',
  'priority-class',
  'quota-exceeded',
  'quota-needs-limits',
  'service-account-missing',
  'webhook-denied',
  'webhook-unavailable',
] as const satisfies readonly string[]

export function readScenario(id: string): Scenario {
  return parse(readFileSync(join(CLUSTERS, id, 'scenario.yaml'), 'utf8')) as Scenario
}

function readLogs(folder: string): ContainerLog[] {
  if (!existsSync(folder)) return []
  const logs = new Map<
    string,
    { namespace: string; pod: string; container: string; current?: string; previous?: string }
  >()
  for (const namespace of readdirSync(folder)) {
    for (const pod of readdirSync(join(folder, namespace))) {
      for (const file of readdirSync(join(folder, namespace, pod))) {
        const previous = file.endsWith('.previous.log')
        const container = file.replace(/(\.previous)?\.log$/, '')
        const key = `${namespace}/${pod}/${container}`
        const log = logs.get(key) ?? { namespace, pod, container }
        log[previous ? 'previous' : 'current'] = readFileSync(join(folder, namespace, pod, file), 'utf8')
        logs.set(key, log)
      }
    }
  }
  return [...logs.values()]
}

/** Takes a scenario's id; returns its recording as a snapshot, read without the readers under test. */
export function readRecording(id: string): Snapshot {
  const folder = join(CLUSTERS, id)
  const state = JSON.parse(readFileSync(join(folder, 'state.json'), 'utf8')) as { items: unknown[] }
  const collected = JSON.parse(readFileSync(join(folder, 'collected.json'), 'utf8')) as Pick<
    Snapshot,
    'takenAt' | 'serverVersion' | 'lists'
  >
  return { ...collected, objects: state.items, logs: readLogs(join(folder, 'logs')) }
}

/** Takes a scenario and the problems of a report; returns what is wrong with them, nothing where all is as expected. */
export function judge(
  scenario: Scenario,
  problems: readonly {
    readonly cause: string
    readonly outlook: string
    readonly subject: { readonly kind: string; readonly name: string; readonly container?: string }
  }[],
): string[] {
  const faults: string[] = []
  const isExpected = (problem: (typeof problems)[number], expected: Scenario['expect'][number]) =>
    problem.cause === expected.cause &&
    problem.subject.kind === expected.kind &&
    problem.subject.name === expected.name &&
    (expected.container === undefined || problem.subject.container === expected.container)
  for (const expected of scenario.expect) {
    if (!problems.some(problem => isExpected(problem, expected)))
      faults.push(`missing ${expected.cause} on ${expected.kind} ${expected.name}`)
  }
  const [first] = problems
  if (
    first !== undefined &&
    scenario.expect.length > 0 &&
    !scenario.expect.some(expected => isExpected(first, expected))
  ) {
    faults.push(`first is ${first.cause} on ${first.subject.kind} ${first.subject.name}`)
  }
  for (const problem of problems) {
    const known =
      scenario.expect.some(expected => isExpected(problem, expected)) || scenario.acceptable?.includes(problem.cause)
    if (!known && problem.outlook !== 'self-healing')
      faults.push(`reported ${problem.cause} on ${problem.subject.kind} ${problem.subject.name}`)
  }
  return faults
}
