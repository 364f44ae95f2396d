import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { readFiles, readSnapshot } from '../../core/read/index.ts'
import { Budget } from '../../core/read/limits.ts'
import { parseYaml } from '../../core/read/yaml.ts'
import { bytesOf } from './directory.ts'
import { encode, file, namesOf, recorded } from './recorded-objects.ts'

function parsed(text: string): unknown[] {
  return [...parseYaml(text, new Budget())]
}

describe('plain scalars', () => {
  // What go-yaml v2's resolve.go makes of them, and kubectl therefore quotes or not.
  it.each([
    ['.', '.'],
    ['-.', '-.'],
    ['1.2.3', '1.2.3'],
    ['0_', '0_'],
    ['1:30', '1:30'],
    ['2026-11-23T21:54:12Z', '2026-11-23T21:54:12Z'],
    ['!!binary aGk=', 'aGk='],
    ['!!timestamp 2026-11-23', '2026-11-23'],
    ['5e12345', '5e12345'],
    ['nO', 'nO'],
    ['off', false],
    ['y', true],
    ['~', null],
    ['0644', 420],
    ['08', 8],
    ['-0x1F', -31],
    ['1_000', 1000],
    ['1.5e3', 1500],
    ['.5', 0.5],
  ])('%s is %j', (text, value) => {
    expect(parsed(`v: ${text}`)).toEqual([{ v: value }])
  })
})

describe('documents', () => {
  it('leave out empty ones, and keep merged keys, shared anchors and odd keys', () => {
    const text = '---\n---\na: &a {x: 1}\nb: {<<: *a, z: 2}\n__proto__: {p: 1}\n--- null\n...\n---\n[1, 2]\n'
    const [first, ...rest] = parsed(text)
    expect(first).toMatchObject({ a: { x: 1 }, b: { x: 1, z: 2 } })
    expect(Object.keys(first as object)).toContain('__proto__')
    expect(({} as { p?: unknown }).p).toBeUndefined()
    expect(rest).toEqual([[1, 2]])
  })

  it('take time in proportion to the number of equal keys', () => {
    const text = `v:\n${'  a: b\n'.repeat(20_000)}`
    expect(parsed(text)).toEqual([{ v: { a: 'b' } }])
  })
})

describe('a snapshot as YAML', () => {
  it.each(['crash-oom', 'node-lost', 'config-map-key', 'quota-exceeded'])('is the one as JSON: %s', async scenario => {
    const objects = recorded(scenario)
    const list = stringify({ apiVersion: 'v1', items: objects, kind: 'List' }, { version: '1.1' })
    const documents = objects.map(object => stringify(object, { version: '1.1' })).join('---\n')
    const { objects: expected } = await readSnapshot(bytesOf(`clusters/${scenario}/state.json`))
    expect((await readSnapshot(encode(list))).objects).toEqual(expected)
    expect((await readSnapshot(encode(documents))).objects).toEqual(expected)
  })

  it('may hold the log blocks of a dump and the warnings of kubectl', async () => {
    const [first, second] = recorded('crash-oom').slice(0, 2)
    const text = `Warning: something\n---\n${stringify(first)}==== START logs for container c of pod ns/p ====
key: [ not yaml
==== END logs for container c of pod ns/p ====\n---\n${stringify(second)}`
    const snapshot = await readSnapshot(encode(text))
    expect(namesOf(snapshot.objects)).toEqual(namesOf([first, second]))
    expect(snapshot.logs).toEqual([{ namespace: 'ns', pod: 'p', container: 'c', current: 'key: [ not yaml\n' }])
  })

  it('is skipped by name where one of several files is no YAML', async () => {
    const [first] = recorded('crash-oom')
    const snapshot = await readFiles([file('a/x.yaml', 'a: [}'), file('a/y.yaml', stringify(first))])
    expect(snapshot.skipped).toEqual([{ name: 'a/x.yaml', why: 'The text is not valid YAML.' }])
    expect(snapshot.objects).toHaveLength(1)
  })
})
