import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Snapshot } from '../../core/index.ts'
import { diagnose } from '../../core/index.ts'
import { annotations, FORMATS, renderers } from '../../core/render/index.ts'
import { sampler } from '../support/sample.ts'
import { readRecording, readScenario, scenarioIds } from '../support/scenarios.ts'
import { bottomless, PROTOTYPE_KEYS } from './hostile-values.ts'
import { mutate, mutation, sideMutation } from './mutations.ts'
import { bounded } from './seed.ts'

const sample = sampler(8)

/** Every recording, the objects of its own namespace first. */
const recordings = scenarioIds.map(id => {
  const { namespace } = readScenario(id)
  const { objects, ...rest } = readRecording(id)
  const isOwn = (object: unknown) => (object as { metadata: { namespace?: string } }).metadata.namespace === namespace
  const ordered = [...objects.filter(isOwn), ...objects.filter(object => !isOwn(object))]
  return { namespace, snapshot: { ...rest, objects: ordered } satisfies Snapshot }
})

/** Diagnoses and renders. */
function everything(snapshot: Snapshot, namespace: string): void {
  for (const scope of [{ namespace }, {}]) {
    const report = diagnose(snapshot, scope)
    expect(report.broken).toEqual([])
    for (const format of FORMATS) expect(renderers[format](report)).not.toBe('')
    annotations(report)
  }
}

const depths = [bottomless(), bottomless()]

/** The parts of an object that the core takes as they come, each with something bottomless in it that differs from the neighbour's. */
function deepened(object: unknown, index: number): object {
  const deep = depths[index % depths.length]
  const { metadata, spec, data } = object as {
    metadata: object
    spec?: { template?: { spec?: object } }
    data?: object
  }
  const template = { ...spec?.template, spec: { ...spec?.template?.spec, deep } }
  return {
    metadata: { ...metadata, deep },
    spec: { ...spec, deep, template },
    data: { ...data, deep, spec: { template } },
  }
}

describe('any mutation of any recorded snapshot', () => {
  it('gets a report in every format', () => {
    let runs = 0
    fc.assert(
      fc.property(
        fc.nat(recordings.length - 1),
        fc.array(mutation, { minLength: 1, maxLength: 12 }),
        sideMutation,
        (index, mutations, side) => {
          const recording = recordings[index]
          if (recording === undefined) throw new Error(`no recording ${index}`)
          const { snapshot, namespace } = recording
          runs++
          everything(mutate(snapshot, mutations, side), namespace)
        },
      ),
      bounded(120),
    )
    expect(runs).toBeGreaterThan(50)
  })

  it.each(PROTOTYPE_KEYS)('may call everything %s', key => {
    for (const { snapshot, namespace } of sample(recordings)) {
      const named = JSON.parse(
        JSON.stringify(snapshot.objects).replaceAll(/"(app|name|key|web)":/g, `"${key}":`),
      ) as unknown[]
      const called = JSON.parse(JSON.stringify(snapshot.objects).replaceAll(/"name":"[^"]*"/g, `"name":"${key}"`))
      everything({ ...snapshot, objects: named }, namespace)
      everything({ ...snapshot, objects: called as unknown[] }, key)
    }
    expect(Object.prototype).not.toHaveProperty('polluted')
  })

  it('may be deeper than the stack', () => {
    for (const { snapshot, namespace } of sampler(3)(recordings)) {
      const objects = snapshot.objects.map((object, index) => ({ ...(object as object), ...deepened(object, index) }))
      everything({ ...snapshot, objects }, namespace)
    }
  })
})
