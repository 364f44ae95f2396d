import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { ContainerLog, Snapshot } from '../../core/index.ts'
import { once } from './once.ts'

export const CLUSTERS = join(import.meta.dirname, '../fixtures/clusters')

export interface Expected {
  readonly cause: string
  readonly kind: string
  readonly name: string
  readonly container?: string
}

/** What a person who knew the recorded cluster expects of the diagnosis. */
export interface Scenario {
  readonly id: string
  readonly namespace: string
  readonly expect: readonly Expected[]
  /** Other answers that are as right, each one cause or several. */
  readonly alt?: Expected | readonly (Expected | readonly Expected[])[]
  /** Causes that may be reported beside the expected ones. */
  readonly acceptable?: readonly string[]
  /** Of the expected problems; without it `needs-change`, where it is asked for at all. */
  readonly outlook?: string
  /** Taken some seconds after the fault began: it may still recover, but never does so by itself. */
  readonly young?: boolean
  /** Recorded with kube-proxy, cluster DNS and enforced policies: programs that are ready and fail, or are only noisy. */
  readonly running?: boolean
  readonly note?: string
}

export const recordedIds: readonly string[] = readdirSync(CLUSTERS).sort()

/** Recordings that are not diagnosed as expected yet. A test fails where one of them is: take it out then. */
export const NOT_YET_NAMED: ReadonlySet<string> = new Set(['ready-500-missing-env', 'ready-every-request-500'])

/** The recordings that are diagnosed as expected. */
export const scenarioIds: readonly string[] = recordedIds.filter(id => !NOT_YET_NAMED.has(id))

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

export const readScenario = once(
  (id: string): Scenario => parse(readFileSync(join(CLUSTERS, id, 'scenario.yaml'), 'utf8')) as Scenario,
)

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

/** A recording as a snapshot, read without the readers under test. */
export const readRecording = once((id: string): Snapshot => {
  const folder = join(CLUSTERS, id)
  const state = JSON.parse(readFileSync(join(folder, 'state.json'), 'utf8')) as { items: unknown[] }
  const collected = JSON.parse(readFileSync(join(folder, 'collected.json'), 'utf8')) as Pick<
    Snapshot,
    'takenAt' | 'serverVersion' | 'lists'
  >
  return { ...collected, objects: state.items, logs: readLogs(join(folder, 'logs')) }
})

/** The answers that are right: each a list of causes that have to be there together. */
function answersOf({ expect, alt = [] }: Scenario): readonly (readonly Expected[])[] {
  const others = Array.isArray(alt) ? (alt as readonly (Expected | readonly Expected[])[]) : [alt as Expected]
  return [expect, ...others.map(other => (Array.isArray(other) ? (other as readonly Expected[]) : [other as Expected]))]
}

/** What is wrong with the problems of a report; nothing where all is as expected. */
export function judge(
  scenario: Scenario,
  problems: readonly {
    readonly cause: string
    readonly outlook: string
    readonly subject: { readonly kind: string; readonly name: string; readonly container?: string }
  }[],
): string[] {
  const faults: string[] = []
  const answers = answersOf(scenario)
  const wanted = answers.flat()
  const isExpected = (problem: (typeof problems)[number], expected: Expected) =>
    problem.cause === expected.cause &&
    problem.subject.kind === expected.kind &&
    problem.subject.name === expected.name &&
    (expected.container === undefined || problem.subject.container === expected.container)
  const isFound = (expected: Expected) => problems.some(problem => isExpected(problem, expected))
  if (!answers.some(answer => answer.every(isFound))) {
    for (const { cause, kind, name } of scenario.expect.filter(expected => !isFound(expected)))
      faults.push(`missing ${cause} on ${kind} ${name}`)
  }
  const [first] = problems
  if (first !== undefined && wanted.length > 0 && !wanted.some(expected => isExpected(first, expected)))
    faults.push(`first is ${first.cause} on ${first.subject.kind} ${first.subject.name}`)
  for (const problem of problems) {
    const isWanted = wanted.some(expected => isExpected(problem, expected))
    if (!isWanted && scenario.acceptable?.includes(problem.cause) !== true && problem.outlook !== 'self-healing')
      faults.push(`reported ${problem.cause} on ${problem.subject.kind} ${problem.subject.name}`)
    const isOff =
      scenario.outlook === undefined
        ? scenario.young === true && problem.outlook === 'self-healing'
        : problem.outlook !== scenario.outlook
    if (isWanted && isOff)
      faults.push(`${problem.cause} on ${problem.subject.kind} ${problem.subject.name} is ${problem.outlook}`)
  }
  return faults
}
