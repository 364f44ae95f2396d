import { describe, expect, it } from 'vitest'
import { type CollectKind, KINDS } from '../../core/collect/kinds.ts'
import type { KubeGet } from '../../core/collect/kube-get.ts'
import { OBJECTS_PER_LIST } from '../../core/collect/list.ts'
import { readPods } from '../../core/collect/pods.ts'
import { createReader } from '../../core/collect/reader.ts'
import { systemClock } from '../../core/connect/system-clock.ts'
import { diagnose } from '../../core/index.ts'
import { recordedCluster } from '../fake/kube/cluster.ts'
import type { Stored } from '../fake/kube/store.ts'
import { collectFrom, withServer } from './live.ts'
import { manyPods } from './many-pods.ts'

const scope = { namespace: 'checkout' }
const cluster = 'crash-missing-module'
const objects = manyPods(cluster, 'checkout', 5000)
const fewPages = manyPods(cluster, 'checkout', 2600)

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
          why: expect.stringContaining(
            'logs of 3 containers that are not ready were read, but not those of 4998 more of the same workloads',
          ),
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
      expect(names).toHaveLength(2601)
      expect(new Set(names).size).toBe(2601)
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

describe('a list that is longer than what is kept of it', () => {
  const pods = (scenario: string, isWanted: (name: string) => boolean) =>
    recordedCluster(scenario).objects.filter(({ kind, metadata }) => kind === 'Pod' && isWanted(metadata.name))
  const [well] = pods('healthy-rolled', name => name.startsWith('web-'))
  const [failing] = pods(cluster, name => name.startsWith('checkout-'))
  const count = OBJECTS_PER_LIST + 500

  /** Pages of one pod again and again, and of another at the end. */
  const get: KubeGet = async path => {
    const { searchParams: query } = new URL(path, 'https://localhost')
    const [start, limit] = [Number(query.get('continue')), Number(query.get('limit'))]
    const end = Math.min(count, start + limit)
    const items = Array.from({ length: end - start }, (_, at) => (start + at === count - 1 ? failing : well))
    return {
      status: 200,
      headers: {},
      body: JSON.stringify({ metadata: end < count ? { continue: `${end}` } : {}, items }),
    }
  }

  it('keeps what is in trouble, wherever its name stands, and says how many there are', async () => {
    const reader = createReader(get, systemClock, 60_000)
    const { objects, unseen } = await readPods(reader, { kind: KINDS[0] as CollectKind, namespace: 'shop' })
    reader.close()
    expect(objects).toHaveLength(OBJECTS_PER_LIST)
    expect((objects.at(-1) as Stored).metadata.name).toBe(failing?.metadata.name)
    expect(unseen?.why).toBe('20000 of 20500 objects were read, so none is reported as missing')
  })
})
