import { describe, expect, it } from 'vitest'
import { redact } from '../../core/collect/redact.ts'
import { recordedCluster } from '../fake/kube/cluster.ts'
import { recordedJson } from '../fake/kube/recorded.ts'
import type { Stored } from '../fake/kube/store.ts'
import { SCENARIOS } from './recorded-scenarios.ts'

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

function find(scenario: string, kind: string, namespace: string): Stored {
  const object = recordedCluster(scenario).objects.find(
    each => each.kind === kind && each.metadata.namespace === namespace && each.metadata.name !== 'kube-root-ca.crt',
  )
  if (!object) throw new Error(`${scenario} has no ${kind} in ${namespace}`)
  return object
}

/** Every literal environment value and ConfigMap or Secret value in an object, in its applied manifest too. */
function valuesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(valuesIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, field]) => {
    if (name === 'env' && Array.isArray(field)) return field.flatMap(variable => variable.value ?? [])
    if (name === LAST_APPLIED) return valuesIn(JSON.parse(field))
    return valuesIn(field)
  })
}

describe('what the collector keeps of an object', () => {
  it.each(SCENARIOS)('%s: no environment value, no managed field, every other field', name => {
    for (const object of recordedCluster(name).objects) {
      const kept = redact(object)
      expect(valuesIn(kept).filter(value => value !== '')).toEqual([])
      expect(Object.keys(kept).sort()).toEqual(Object.keys(object).sort())
      expect(kept['status']).toEqual(object['status'])
    }
  })

  it('does have environment values to take away', () => {
    const values = SCENARIOS.flatMap(name => recordedCluster(name).objects.flatMap(valuesIn))
    expect(values.filter(value => value !== '').length).toBeGreaterThan(0)
  })

  it('is the key names of a Secret, and not the manifest that was applied', () => {
    const secret = redact(find('secret-key-missing', 'Secret', 'payments'))
    expect(secret).toMatchObject({ data: { password: '' }, type: 'Opaque' })
    expect(JSON.stringify(secret)).not.toMatch(/CANARY|last-applied/)
  })

  it('is the key names of a Secret of which only metadata was read', () => {
    const [item] = recordedJson('secrets-partial-metadata')['items'] as readonly Record<string, unknown>[]
    const secret = redact({ ...item, kind: 'Secret', apiVersion: 'v1' })
    expect(secret['data']).toEqual({ password: '' })
    expect(JSON.stringify(secret)).not.toMatch(/CANARY|managedFields/)
  })

  it('is no key name where the writer of the whole map is not known', () => {
    const secret = redact({
      kind: 'Secret',
      metadata: { name: 'a', managedFields: [{ fieldsV1: { 'f:data': { 'f:later': {} } } }] },
    })
    expect(secret).not.toHaveProperty('data')
  })

  it('is the key names of a ConfigMap, in the applied manifest too', () => {
    const applied = JSON.stringify({ kind: 'ConfigMap', data: { url: 'CANARY' }, binaryData: { pem: 'CANARY' } })
    const map = redact({
      kind: 'ConfigMap',
      metadata: { name: 'a', annotations: { [LAST_APPLIED]: applied, other: 'stays' } },
      data: { url: 'CANARY' },
      binaryData: { pem: 'CANARY' },
    })
    expect(map).toMatchObject({
      data: { url: '' },
      binaryData: { pem: '' },
      metadata: { annotations: { other: 'stays' } },
    })
    expect(JSON.stringify(map)).not.toContain('CANARY')
    expect(JSON.stringify(map)).toContain('\\"url\\"')
  })

  it('keeps the names of fields in the applied manifest that the API server dropped', () => {
    const spec = { containers: [{ env: [{ name: 'A', value: 'CANARY' }], comand: ['x'] }] }
    const annotations = { [LAST_APPLIED]: JSON.stringify({ kind: 'Pod', spec }) }
    const text = JSON.stringify(redact({ kind: 'Pod', metadata: { annotations }, spec: {} }))
    expect(text).toContain('comand')
    expect(text).not.toContain('CANARY')
  })

  it('ends at a depth that no object has', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`)
    expect(JSON.stringify(redact({ kind: 'Pod', metadata: {}, spec: deep })).length).toBeLessThan(1000)
  })
})
