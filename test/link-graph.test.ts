import { describe, expect, it } from 'vitest'
import type { Merged } from '../core/link/findings.ts'
import { buildGraph } from '../core/link/graph.ts'

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
