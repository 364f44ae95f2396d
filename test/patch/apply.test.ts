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
      containers([{ $patch: 'replace' }, { name: 'other', image: 'redis' }]),
      [{ name: 'other', image: 'redis' }],
    ],
  ])('%s', (_, patch, expected) => {
    const before = structuredClone(deployment)
    expect(applyPatch(deployment, patch)).toEqual({ ...deployment, ...containers(expected) })
    expect(deployment).toEqual(before)
  })

  it('refuses an item without its merge key', () => {
    expect(() => applyPatch(deployment, containers([{ image: 'redis' }]))).toThrow(PatchError)
  })

  it.each([
    [{ spec: { replica: 3 } }, 'replica is not a field of DeploymentSpec (did you mean replicas?)'],
    [{ $patch: 'delete' }, 'it deletes the whole object'],
    [{ spec: { $patch: 'retain' } }, '$patch cannot be retain'],
  ])('refuses what the API server would refuse or drop: %j', (patch, message) => {
    expect(() => applyPatch(deployment, patch)).toThrow(new PatchError(message))
  })

  it('passes over a status', () => {
    expect(applyPatch(deployment, { status: { readyReplicas: 3 } })).toEqual(deployment)
  })

  it('is a JSON merge patch for a kind that the schema does not hold', () => {
    const widget = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'w' }, spec: { parts: [1, 2] } }
    expect(applyPatch(widget, { spec: { parts: [3] } })).toMatchObject({ spec: { parts: [3] } })
  })

  it('reaches no prototype', () => {
    const hostile = '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}'
    expect(() => applyPatch(deployment, JSON.parse(hostile))).toThrow('__proto__ is not a field of Deployment')
    applyPatch({ ...deployment, apiVersion: 'example.com/v1' }, JSON.parse(hostile))
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })
})

describe('a JSON patch', () => {
  it('changes what its operations say, and the object itself not', () => {
    const before = structuredClone(deployment)
    const after = applyPatch(deployment, [
      { op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'nginx:1.27' },
      { op: 'remove', path: '/spec/template/spec/containers/0/args' },
    ])
    expect(after).toMatchObject(containers([{ name: 'patch-demo-ctr', image: 'nginx:1.27' }]))
    expect(deployment).toEqual(before)
  })

  it.each([
    [[{ op: 'replace', path: '/spec/nowhere/deep', value: 1 }], 'operation 0: cannot replace /spec/nowhere/deep'],
    [[{ op: 'test', path: '/kind', value: 'Pod' }], 'operation 0: cannot test /kind'],
    [[{ op: 'patch', path: '/kind' }], 'operation 0: op must be one of add, remove, replace, move, copy, test'],
    [[{ op: 'copy', path: '/kind' }], 'operation 0: from is missing'],
    [[{ op: 'add', path: '/__proto__/polluted', value: true }], 'operation 0: cannot add /__proto__/polluted'],
    [[{ op: 'add', path: '/constructor/polluted', value: 1 }], 'operation 0: cannot add /constructor/polluted'],
    [[{ op: 'replace', path: 'spec', value: 1 }], 'operation 0: cannot replace spec'],
    [[{ op: 'add', path: '/kind/x', value: 1 }], 'operation 0: cannot add /kind/x'],
    [
      Array.from({ length: 40 }, (_, at) => ({ op: 'copy', from: '/metadata', path: `/metadata/a${at}` })),
      'more than 3 MiB are copied',
    ],
    [
      Array.from({ length: 70 }, (_, at) => ({ op: 'add', path: `/metadata${'/a'.repeat(at + 1)}`, value: {} })),
      'nested deeper than 64 levels',
    ],
  ])('%.80j is refused', (patch, message) => {
    expect(() => applyPatch(deployment, patch)).toThrow(message)
  })
})
