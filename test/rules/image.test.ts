import { describe, expect, it } from 'vitest'
import type { Problem } from '../../core/index.ts'
import { diagnoseChanged, withField } from '../support/changed.ts'

type Json = Readonly<Record<string, unknown>>

const first = (id: string, change: Parameters<typeof diagnoseChanged>[1]): Problem | undefined =>
  diagnoseChanged(id, change).problems[0]

/** Writes another image into every container of a recording's specs. */
function withImage(image: string) {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, field]) => [key, key === 'image' ? image : walk(field)] as const),
    )
  }
  return (object: Json): Json => ({ ...object, spec: walk(object['spec']) })
}

describe('an image reference that cannot be parsed', () => {
  it.each([
    ['Acme/Search:latest', 'acme/search:latest'],
    ['HTTPS://acme.example/search:2', 'acme.example/search:2'],
    [' acme/search:2 ', 'acme/search:2'],
    ['acme/sea rch', undefined],
    ['Acme/sea rch', undefined],
    ['acme/search:', undefined],
  ])('%j: what is suggested is %s', (image, suggestion) => {
    const problem = first('image-name-invalid', { each: withImage(image) })
    expect(problem?.cause).toBe('image-name-invalid')
    expect(problem?.field?.suggestion).toBe(suggestion)
  })
})

describe('a limit on pulls', () => {
  it.each([
    ['2026-11-23T21:33:30Z', 'self-healing'],
    ['2026-11-23T21:33:45Z', 'unknown'],
  ])('that lasts since 21:18:38 is at %s %s', (takenAt, outlook) => {
    expect(first('image-rate-limited', { snapshot: { takenAt } })).toMatchObject({
      cause: 'image-pull-rate-limited',
      since: '2026-11-23T21:18:38Z',
      outlook,
    })
  })
})

describe('a pull secret that does not exist', () => {
  const secret = (name: string, type?: string) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: 'analytics-eu' },
    ...(type === undefined ? {} : { type }),
  })

  it.each([
    ['kubernetes.io/dockerconfigjson', 'acme-registri'],
    ['kubernetes.io/dockercfg', 'acme-registri'],
    [undefined, 'acme-registri'],
    ['Opaque', undefined],
  ])('may be one of type %s that is nearly called so', (type, suggestion) => {
    const problem = first('image-private-secret-missing', { add: [secret('acme-registri', type)] })
    expect(problem?.cause).toBe('image-pull-secret-missing')
    expect(problem?.field?.suggestion).toBe(suggestion)
    expect(problem?.fix.map(({ text }) => text.includes('acme-registri'))).toEqual(
      suggestion === undefined ? [false] : [true, false],
    )
  })

  it('is named by its place in the pod', () => {
    const names = [{ name: 'other' }, { name: 'acme-registry' }]
    const problem = first('image-private-secret-missing', {
      each: object => (object['kind'] === 'Pod' ? withField(object, ['spec', 'imagePullSecrets'], names) : object),
      add: [secret('other', 'kubernetes.io/dockerconfigjson')],
    })
    expect(problem?.evidence.map(({ path }) => path)).toContain('spec.imagePullSecrets[1].name')
  })
})
