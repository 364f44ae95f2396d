import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Cluster } from '../core/cluster/cluster.ts'
import type { JudgedFinding } from '../core/finding.ts'
import type { Merged } from '../core/link/findings.ts'
import { buildGraph, type Symptom } from '../core/link/graph.ts'
import { Joined } from '../core/link/joined.ts'
import { outline } from '../core/link/link.ts'
import { SEED } from './fuzz/seed.ts'

/** A finding about one pod that is there because of others. */
function finding(name: string, stage: string, ...because: readonly string[]): Merged {
  const pod = (of: string) => ({ kind: 'Pod', namespace: 'shop', name: of })
  const [subject, refs] = [pod(name), because.map(pod)]
  return { rule: { stage }, subject, explains: [subject], because: refs } as unknown as Merged
}

/** Names of the findings at the top of each. */
function rootsOf(findings: readonly Merged[]): readonly (readonly string[])[] {
  const { rootsOf } = buildGraph(findings, [])
  return findings.map(each => rootsOf(each).map(({ subject }) => subject.name))
}

describe('findings that explain one another', () => {
  it('in a circle are each at the top: none of them is lost', () => {
    expect(rootsOf([finding('a', 'crash', 'b'), finding('b', 'crash', 'c'), finding('c', 'crash', 'a')])).toEqual([
      ['a'],
      ['b'],
      ['c'],
    ])
  })

  it('in a circle have at the top what stands outside of it', () => {
    const circle = [finding('a', 'crash', 'b'), finding('b', 'crash', 'a', 'c'), finding('c', 'crash')]
    expect(rootsOf(circle)).toEqual([['c'], ['c'], ['c']])
  })

  it('in a circle that begins earlier have its earliest stage at the top', () => {
    expect(rootsOf([finding('a', 'crash', 'b'), finding('b', 'image', 'a')])).toEqual([['b'], ['b']])
  })

  it('in two circles, of which one follows from the other, have the first at the top', () => {
    const first = [finding('a', 'crash', 'b'), finding('b', 'crash', 'a')]
    const second = [finding('c', 'crash', 'd', 'b'), finding('d', 'crash', 'c')]
    expect(rootsOf([...second, ...first])).toEqual([['b'], ['b'], ['a'], ['b']])
  })

  it('may do so in a chain longer than the stack, and all with all', () => {
    const chain = Array.from({ length: 20_000 }, (_, at) => finding(`p${at}`, 'crash', `p${at + 1}`))
    expect(rootsOf(chain)[0]).toEqual(['p19999'])
    const names = Array.from({ length: 60 }, (_, at) => `p${at}`)
    expect(rootsOf(names.map(name => finding(name, 'crash', ...names)))).toEqual(names.map(name => [name]))
  })
})

/** Ten pods, of which each two belong to one workload. */
const PODS = Array.from({ length: 10 }, (_, at) => ({ kind: 'Pod', namespace: 'shop', name: `p${at}` }))
const CLUSTER = new Cluster({
  objects: PODS.map(({ kind, ...metadata }, at) => ({
    kind,
    metadata: { ...metadata, ownerReferences: [{ kind: 'StatefulSet', name: `s${at >> 1}`, controller: true }] },
  })),
})

const pods = fc.array(fc.constantFrom(...PODS), { maxLength: 2 })
const findings = fc
  .record({
    subject: fc.constantFrom(...PODS),
    explains: pods,
    because: pods,
    stage: fc.constantFrom('image', 'crash', 'network'),
    outlook: fc.constantFrom('needs-change', 'self-healing'),
    isFallback: fc.boolean(),
    needsAffected: fc.boolean(),
  })
  .map(({ stage, isFallback, needsAffected, ...rest }) => {
    const rule = { id: `${stage}-${isFallback}-${needsAffected}`, stage, isFallback, needsAffected }
    return { ...rest, rule, evidence: [], words: { title: '', why: '', fix: [] } } as unknown as JudgedFinding
  })
const symptoms = fc
  .record({ object: fc.constantFrom(...PODS), because: pods, wrong: fc.boolean() })
  .map(hit => ({ ...hit, text: '', rule: { id: 'pod-not-ready' } }) as unknown as Symptom)
const parts = fc.record({
  findings: fc.array(findings, { maxLength: 4 }),
  symptoms: fc.array(symptoms, { maxLength: 4 }),
})

describe('linking again only what is connected with a change', () => {
  it('gives the same problems as linking everything again', () => {
    const byId = (outlines: ReturnType<typeof outline>) =>
      new Map(outlines.map(({ problem: { id, outlook }, touches }) => [id, [outlook, [...touches].toSorted()]]))
    fc.assert(
      fc.property(parts, parts, parts, (kept, gone, come) => {
        const before = {
          findings: [...kept.findings, ...gone.findings],
          symptoms: [...kept.symptoms, ...gone.symptoms],
        }
        const after = { findings: [...kept.findings, ...come.findings], symptoms: [...kept.symptoms, ...come.symptoms] }
        const near = new Joined(before, CLUSTER).near(after, CLUSTER)
        const left = outline(before.findings, before.symptoms, CLUSTER).filter(
          each => !near.isNear(each.problem.subject),
        )
        const again = outline(near.findings as readonly JudgedFinding[], near.symptoms, CLUSTER)
        expect(byId([...left, ...again])).toEqual(byId(outline(after.findings, after.symptoms, CLUSTER)))
      }),
      { seed: SEED, numRuns: 2000 },
    )
  })
})
