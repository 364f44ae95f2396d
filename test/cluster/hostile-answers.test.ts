import { describe, expect, it } from 'vitest'
import { collect } from '../../core/collect/index.ts'
import type { KubeGet } from '../../core/collect/kube-get.ts'
import { credentialHeaders } from '../../core/connect/headers.ts'
import { readKubeconfig } from '../../core/connect/kubeconfig.ts'
import { type NodeTransportOptions, nodeTransport } from '../../core/connect/node-transport.ts'
import { systemClock } from '../../core/connect/system-clock.ts'
import { withServer } from './live.ts'

const scope = { namespace: 'checkout' }
const clock = systemClock

/** Collects with `change` applied to the answer to each list of pods; counts the lists of pods. */
function collectChanged(
  change: (list: { items: unknown[]; metadata: Record<string, unknown> }, limit: number) => void,
  answers: NodeTransportOptions['answers'] = {},
) {
  return withServer({ cluster: 'crash-missing-module' }, async server => {
    const transport = nodeTransport(readKubeconfig(server.kubeconfig()), { allowLoopback: true, answers })
    let lists = 0
    const get: KubeGet = async (path, request) => {
      const url = new URL(path, 'https://kubernetes.test')
      const isList = url.pathname === '/api/v1/namespaces/checkout/pods'
      if (isList) url.searchParams.delete('continue')
      const answer = await transport.get(url.pathname + url.search, request)
      if (!isList) return answer
      lists++
      const list = JSON.parse(answer.body)
      change(list, Number(url.searchParams.get('limit')))
      return { ...answer, body: JSON.stringify(list) }
    }
    try {
      const collected = await collect(get, scope, { clock })
      return { ...collected, pages: lists, sent: server.requests.length }
    } finally {
      transport.close()
    }
  })
}

describe('an API server', () => {
  it('that sends more objects than were asked for is not believed', async () => {
    const { unseen } = await collectChanged((list, limit) => {
      list.items = Array.from({ length: limit + 1 }, () => list.items[0])
    })
    expect(unseen).toEqual([
      {
        kind: 'Pod',
        namespace: 'checkout',
        why: expect.stringMatching(/^a page had more than the \d+ requested objects/),
      },
    ])
  })

  it.each<[string, (list: { kind?: string; items: unknown[]; metadata: Record<string, unknown> }) => void, string]>([
    ['with a list of another kind', list => Object.assign(list, { kind: 'SecretList' }), 'unexpected API response'],
    ['with what is no object', list => list.items.push(null), 'unexpected API response'],
    [
      'with a token that no address holds',
      list => Object.assign(list.metadata, { continue: 'A'.repeat(2_000_000) }),
      'the token for the next page was longer than 8192 characters',
    ],
  ])('that answers %s leaves the kind unseen', async (_, change, why) => {
    const { unseen, controlPlane } = await collectChanged(change)
    expect(unseen).toEqual([{ kind: 'Pod', namespace: 'checkout', why }])
    expect(controlPlane).not.toHaveProperty('failure')
  })

  it('whose list never ends is not followed for ever', async () => {
    const { pages, unseen } = await collectChanged(list => {
      list.metadata['continue'] = 'more'
    })
    expect(pages).toBeLessThanOrEqual(100)
    expect(unseen).toContainEqual({
      kind: 'Pod',
      namespace: 'checkout',
      why: expect.stringMatching(/of more than 100 objects/),
    })
  })

  it.each([
    [{ maxTotalBytes: 50_000 }, 'all responses together were larger than 49 KiB'],
    [{ maxBytes: 5000 }, 'a response was larger than 5 KiB'],
    [{ maxValues: 100 }, 'a response had more than 100 JSON values'],
  ])('is read up to %j, and what is beyond is unseen', async (answers, why) => {
    const { unseen, controlPlane, requests, sent } = await collectChanged(() => undefined, answers)
    expect(unseen).toContainEqual(expect.objectContaining({ why }))
    expect(controlPlane).not.toHaveProperty('failure')
    // Nothing is asked again.
    expect(requests).toBe(sent)
  })
})

describe('credentials', () => {
  it('are sent as UTF-8', () => {
    const server = 'https://kubernetes.example'
    const headers = credentialHeaders({
      server: new URL(server),
      insecure: false,
      basic: { username: 'jürgen', password: 'pass€' },
      impersonate: { user: 'zoë', groups: [], extra: {} },
    })
    expect(headers).toEqual([
      ['authorization', `Basic ${Buffer.from('jürgen:pass€').toString('base64')}`],
      ['impersonate-user', Buffer.from('zoë').toString('latin1')],
    ])
    expect(() => new Headers(headers.map(([name, value]): [string, string] => [name, value]))).not.toThrow()
  })
})
