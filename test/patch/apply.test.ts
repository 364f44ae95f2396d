import { describe, expect, it } from 'vitest'
import { applyPatch } from '../../core/patch/apply.ts'
import { PatchError } from '../../core/patch/patch.ts'

const containers = (list: readonly object[]) => ({ spec: { template: { spec: { containers: list } } } })
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'patch-demo' },
  ...containers([{ name: 'patch-demo-ctr', image: 'nginx', env: [{ name: 'A', value: '1' }], args: ['a', 'b'] }]),
}

/** What kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch and the API conventions say. */
describe('a strategic merge patch', () => {
  it.each([
    [
      'adds a container whose name is new',
      containers([{ name: 'patch-demo-ctr-2', image: 'redis' }]),
      [...deployment.spec.template.spec.containers, { name: 'patch-demo-ctr-2', image: 'redis' }],
    ],
    [
      'merges a container by its name, and its environment by theirs',
      containers([{ name: 'patch-demo-ctr', image: 'nginx:1.27', env: [{ name: 'B', value: '2' }] }]),
      [
        {
          name: 'patch-demo-ctr',
          image: 'nginx:1.27',
          env: [
            { name: 'A', value: '1' },
            { name: 'B', value: '2' },
          ],
          args: ['a', 'b'],
        },
      ],
    ],
    [
      'replaces a list without a merge key',
      containers([{ name: 'patch-demo-ctr', args: ['c'] }]),
      [{ name: 'patch-demo-ctr', image: 'nginx', env: [{ name: 'A', value: '1' }], args: ['c'] }],
    ],
    [
      'removes a field that is null',
      containers([{ name: 'patch-demo-ctr', args: null }]),
      [{ name: 'patch-demo-ctr', image: 'nginx', env: [{ name: 'A', value: '1' }] }],
    ],
    ['deletes an item by directive', containers([{ name: 'patch-demo-ctr', $patch: 'delete' }]), []],
    [
      'replaces a list by directive',
      containers([{ $patch: 'replace' }, { name: 'other', image: 'redis' }, { name: 'gone', $patch: 'delete' }]),
      [{ name: 'other', image: 'redis' }],
    ],
    [
      'deletes nothing where there is no such item, and a field by directive',
      containers([
        { name: 'nobody', $patch: 'delete' },
        { name: 'patch-demo-ctr', args: null, env: [{ name: 'A', value: { $patch: 'delete' } }] },
      ]),
      [{ name: 'patch-demo-ctr', image: 'nginx', env: [{ name: 'A' }] }],
    ],
    [
      'replaces an object by directive',
      { spec: { template: { spec: { $patch: 'replace', containers: [{ name: 'other' }] } } } },
      [{ name: 'other' }],
    ],
    [
      'keeps of the fields those that it says are retained',
      containers([{ name: 'patch-demo-ctr', image: 'redis', $retainKeys: ['name', 'image'] }]),
      [{ name: 'patch-demo-ctr', image: 'redis' }],
    ],
    [
      'passes over an order that it asks for',
      containers([{ name: 'patch-demo-ctr', '$setElementOrder/env': [{ name: 'A' }], args: ['c'] }]),
      [{ ...deployment.spec.template.spec.containers[0], args: ['c'] }],
    ],
  ])('%s', (_, patch, expected) => {
    const before = structuredClone(deployment)
    expect(applyPatch(deployment, patch)).toEqual({ ...deployment, ...containers(expected) })
    expect(deployment).toEqual(before)
  })

  it('merges a list of primitives, and removes by directive', () => {
    const held = { ...deployment, metadata: { name: 'patch-demo', finalizers: ['a', 'b'], managedFields: [] } }
    const patch = { finalizers: ['b', 'c'], '$deleteFromPrimitiveList/finalizers': ['a'], managedFields: [{}] }
    expect(applyPatch(held, { metadata: patch })).toEqual({
      ...held,
      metadata: { ...held.metadata, finalizers: ['b', 'c'] },
    })
    const none = { metadata: { '$deleteFromPrimitiveList/finalizers': ['a'], '$deleteFromPrimitiveList/name': ['a'] } }
    expect(applyPatch(deployment, none)).toEqual(deployment)
  })

  it('rejects an item without its merge key', () => {
    expect(() => applyPatch(deployment, containers([{ image: 'redis' }]))).toThrow(PatchError)
  })

  it.each([
    [{ spec: { replica: 3 } }, 'replica is not a field of DeploymentSpec (did you mean replicas?)'],
    [{ $patch: 'delete' }, 'it deletes the whole object'],
    [{ spec: { $patch: 'retain' } }, '$patch cannot be retain'],
    [{ spec: { $patch: 'x'.repeat(50) } }, `$patch cannot be ${'x'.repeat(40)}`],
    [{ spec: { ['x'.repeat(200)]: 1 } }, `${'x'.repeat(100)} is not a field of DeploymentSpec`],
  ])('refuses what the API server would refuse or drop: %j', (patch, message) => {
    expect(() => applyPatch(deployment, patch)).toThrow(new PatchError(message))
  })

  it('ignores status', () => {
    expect(applyPatch(deployment, { status: { readyReplicas: 3 } })).toEqual(deployment)
  })

  it('is a JSON merge patch for a kind without a schema', () => {
    const widget = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'w' }, spec: { parts: [1, 2] } }
    expect(applyPatch(widget, { spec: { parts: [3] } })).toMatchObject({ spec: { parts: [3] } })
  })

  it('cannot pollute a prototype', () => {
    const hostile = '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}'
    expect(() => applyPatch(deployment, JSON.parse(hostile))).toThrow('__proto__ is not a field of Deployment')
    applyPatch({ ...deployment, apiVersion: 'example.com/v1' }, JSON.parse(hostile))
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })
})

describe('a JSON patch', () => {
  const ARGS = '/spec/template/spec/containers/0/args'

  it('applies its operations without modifying the object itself', () => {
    const before = structuredClone(deployment)
    const after = applyPatch(deployment, [
      { op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'nginx:1.27' },
      { op: 'remove', path: '/spec/template/spec/containers/0/args' },
    ])
    expect(after).toMatchObject(containers([{ name: 'patch-demo-ctr', image: 'nginx:1.27' }]))
    expect(deployment).toEqual(before)
    const { name, ...container } = deployment.spec.template.spec.containers[0] as Readonly<Record<string, unknown>>
    const tested = [{ op: 'test', path: '/spec/template/spec/containers/0', value: { ...container, name } }]
    expect(applyPatch(deployment, [...tested, { op: 'copy', from: ARGS, path: '/args' }])).toMatchObject({
      args: ['a', 'b'],
    })
  })

  it.each([
    [[{ op: 'replace', path: '/spec/nowhere/deep', value: 1 }], 'operation 0: cannot replace /spec/nowhere/deep'],
    [[{ op: 'test', path: '/kind', value: 'Pod' }], 'operation 0: cannot test /kind'],
    [[{ op: 'test', path: 'kind', value: 'Deployment' }], 'operation 0: cannot test kind'],
    [[{ op: 'test', path: `${ARGS}/0`, value: ['a'] }], `operation 0: cannot test ${ARGS}/0`],
    [[{ op: 'test', path: `${ARGS}`, value: ['a'] }], `operation 0: cannot test ${ARGS}`],
    [[{ op: 'test', path: `${ARGS}`, value: ['a', 'c'] }], `operation 0: cannot test ${ARGS}`],
    [[{ op: 'test', path: `${ARGS}`, value: { 0: 'a', 1: 'b' } }], `operation 0: cannot test ${ARGS}`],
    [[{ op: 'test', path: '/metadata', value: { name: 'x' } }], 'operation 0: cannot test /metadata'],
    [
      [{ op: 'test', path: '/metadata', value: { name: 'patch-demo', uid: '1' } }],
      'operation 0: cannot test /metadata',
    ],
    [[{ op: 'test', path: '/metadata', value: { namespace: undefined } }], 'operation 0: cannot test /metadata'],
    [[{ op: 'test', path: '/metadata', value: null }], 'operation 0: cannot test /metadata'],
    [[{ op: 'replace', path: `/${'x'.repeat(300)}`, value: 1 }], /cannot replace \/x{199}$/],
    [[{ op: 'move', path: '/spec' }], 'operation 0: from is missing'],
    [[{ op: 'move', from: '/__proto__', path: '/spec' }], 'operation 0: cannot move /spec'],
    [[{ op: 'add', path: 7 }], 'operation 0: path is missing'],
    [Array.from({ length: 10_001 }, () => ({})), 'more than 10000 operations'],
    [[{ op: 'patch', path: '/kind' }], 'operation 0: op must be one of add, remove, replace, move, copy, test'],
    [[{ op: 'copy', path: '/kind' }], 'operation 0: from is missing'],
    [[{ op: 'add', path: '/__proto__/polluted', value: true }], 'operation 0: cannot add /__proto__/polluted'],
    [[{ op: 'add', path: '/constructor/polluted', value: 1 }], 'operation 0: cannot add /constructor/polluted'],
    [[{ op: 'replace', path: 'spec', value: 1 }], 'operation 0: cannot replace spec'],
    [[{ op: 'add', path: '/kind/x', value: 1 }], 'operation 0: cannot add /kind/x'],
    [
      Array.from({ length: 40 }, (_, at) => ({ op: 'copy', from: '/metadata', path: `/metadata/a${at}` })),
      'it copies more than 3 MiB',
    ],
    [
      Array.from({ length: 70 }, (_, at) => ({ op: 'add', path: `/metadata${'/a'.repeat(at + 1)}`, value: {} })),
      'nested deeper than 64 levels',
    ],
  ])('%.80j is refused', (patch, message) => {
    expect(() => applyPatch(deployment, patch)).toThrow(message)
  })
})
