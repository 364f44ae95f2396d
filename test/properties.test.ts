import { describe, expect, it } from 'vitest'
import type { Snapshot } from '../core/index.ts'
import { diagnose } from '../core/index.ts'
import { isRecord } from '../core/json.ts'
import { reportOn } from './support/report-on.ts'
import { sampler } from './support/sample.ts'
import { readRecording, readScenario, scenarioIds } from './support/scenarios.ts'
import { reportUntried } from './support/variation.ts'

const sample = sampler(4)
const sampleKinds = sampler(2)

function reversed(snapshot: Snapshot): Snapshot {
  return { ...snapshot, objects: snapshot.objects.toReversed(), logs: (snapshot.logs ?? []).toReversed() }
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return
  Object.freeze(value)
  for (const item of Object.values(value)) freeze(item)
}

/** Every way to take one field out of an object, its kind and name apart. Each copy shares all but the path to the hole. */
function* holes(value: unknown, path = ''): Iterable<unknown> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      yield value.toSpliced(index, 1)
      for (const hole of holes(item, path)) yield value.with(index, hole)
    }
    return
  }
  if (!isRecord(value)) return
  for (const [key, item] of Object.entries(value)) {
    const at = path === '' ? key : `${path}.${key}`
    if (at === 'kind' || at === 'metadata.annotations' || at === 'metadata.managedFields') continue
    if (at !== 'metadata' && at !== 'metadata.name') {
      const { [key]: _, ...rest } = value
      yield rest
    }
    for (const hole of holes(item, at)) yield { ...value, [key]: hole }
  }
}

/** What is said, and is true, where the kind that would tell more exactly was not read. */
const coarser: Readonly<Record<string, readonly string[]>> = {
  'readiness-probe-failing': ['probe-path-not-found', 'probe-timeout'],
  'storage-class-missing': ['persistent-volume-unavailable'],
}

const INTERESTING = new Set([
  'Pod',
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'Service',
  'Ingress',
  'PersistentVolumeClaim',
  'Node',
  'HorizontalPodAutoscaler',
  'NetworkPolicy',
  'ResourceQuota',
])

describe.each(sample(scenarioIds))('%s', id => {
  const snapshot = readRecording(id)
  const { namespace } = readScenario(id)
  const report = reportOn(id)

  it('reads the same in any order of objects', () => {
    expect(diagnose(reversed(snapshot), { namespace })).toEqual(report)
  })

  it('leaves its input alone', () => {
    const frozen = structuredClone(snapshot)
    freeze(frozen)
    expect(diagnose(frozen, { namespace })).toEqual(report)
  })

  it('finds nothing more where a kind could not be read', () => {
    const known = new Set(
      report.problems.map(problem => `${problem.cause} ${problem.subject.kind} ${problem.subject.name}`),
    )
    // Where what it needs was not read, the program that cannot reach it is all that is seen.
    const isAffected = ({ kind, name }: { readonly kind: string; readonly name: string }) =>
      report.problems.some(({ affects }) => affects.some(ref => ref.kind === kind && ref.name === name))
    for (const { kind } of sampleKinds(snapshot.lists ?? [])) {
      const blind: Snapshot = {
        ...snapshot,
        objects: snapshot.objects.filter(object => !isRecord(object) || object['kind'] !== kind),
        unseen: [{ kind, why: 'forbidden' }],
      }
      const { problems, broken } = reportUntried(blind, { namespace })
      expect(broken).toEqual([])
      const more = problems.filter(
        ({ cause, subject, outlook }) =>
          outlook === 'needs-change' &&
          !known.has(`${cause} ${subject.kind} ${subject.name}`) &&
          !report.problems.some(problem => problem.chain.some(({ symptom }) => symptom === cause)) &&
          !(cause === 'app-dependency-unreachable' && isAffected(subject)) &&
          coarser[cause]?.some(exact => report.problems.some(problem => problem.cause === exact)) !== true,
      )
      expect({ kind, more: more.map(({ cause, subject }) => `${cause} ${subject.kind} ${subject.name}`) }).toEqual({
        kind,
        more: [],
      })
    }
  })

  it('throws nothing when any one field is missing', () => {
    const place = (object: unknown) =>
      isRecord(object) && isRecord(object['metadata']) ? object['metadata']['namespace'] : undefined
    const objects = snapshot.objects
    let tried = 0
    for (const [index, object] of objects.entries()) {
      if (
        !isRecord(object) ||
        !INTERESTING.has(String(object['kind'])) ||
        (place(object) !== namespace && object['kind'] !== 'Node')
      )
        continue
      for (const hole of holes(object)) {
        if (tried++ % 29 !== 0) continue
        expect(diagnose({ ...snapshot, objects: objects.with(index, hole) }, { namespace }).broken).toEqual([])
      }
    }
    expect(tried).toBeGreaterThan(0)
  })

  it('shows no canary', () => {
    expect(JSON.stringify(report)).not.toContain('CANARY')
  })
})
