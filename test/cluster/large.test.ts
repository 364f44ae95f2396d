import { describe, expect, it } from 'vitest'
import { diagnose } from '../../core/index.ts'
import { collectFrom, withServer } from './live.ts'
import { manyPods } from './many-pods.ts'

const scope = { namespace: 'checkout' }
const cluster = 'crash-missing-module'
const objects = manyPods(cluster, 'checkout', 5000)
const fewPages = manyPods(cluster, 'checkout', 3000)

describe('a namespace with 5,000 failing pods', () => {
  it('is read page by page, with the logs of a few containers, and has one cause', () =>
    withServer({ cluster, objects }, async server => {
      const snapshot = await collectFrom(server, scope)
      const asked = server.requests.map(request => request.url)
      expect(asked.filter(url => url.startsWith('/api/v1/namespaces/checkout/pods?'))).toHaveLength(3)
      expect(asked.filter(url => url.includes('/log?')).length).toBeLessThanOrEqual(10)
      expect(asked).toHaveLength(new Set(asked).size)
      expect(asked.length).toBeLessThan(80)
      expect(snapshot.unseen).toEqual([
        {
          kind: 'Log',
          why: expect.stringContaining('of 5 failing containers they are read, not of 4996 more replicas'),
        },
      ])
      expect(JSON.stringify(snapshot.objects)).not.toContain('managedFields')

      const { problems, broken } = diagnose(snapshot, scope)
      expect(broken).toEqual([])
      expect(problems).toHaveLength(1)
    }))

  it('is read anew when a page has expired', () => {
    let left = 1
    const fault = (info: { query: URLSearchParams }) =>
      info.query.has('continue') && left-- > 0 ? { status: 410 } : undefined
    return withServer({ cluster, objects: fewPages, fault }, async server => {
      const snapshot = await collectFrom(server, scope)
      const names = (snapshot.objects as { kind: string; metadata: { name: string } }[])
        .filter(object => object.kind === 'Pod' && object.metadata.name.startsWith('checkout-'))
        .map(object => object.metadata.name)
      expect(names).toHaveLength(3001)
      expect(new Set(names).size).toBe(3001)
      expect(snapshot.lists).toContainEqual({ kind: 'Pod', namespaces: ['checkout', 'kube-system'] })
    })
  })

  it('is unseen when pages expire faster than they are read', () =>
    withServer({ cluster, objects: fewPages, fault: () => ({ status: 410 }) }, async server => {
      const snapshot = await collectFrom(server, scope)
      expect(snapshot.unseen).toContainEqual({
        kind: 'Pod',
        namespace: 'checkout',
        why: 'changed faster than it could be read',
      })
      expect(snapshot.lists).toContainEqual({ kind: 'Pod', namespaces: ['kube-system'] })
    }))
})
