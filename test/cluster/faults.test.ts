import { describe, expect, it } from 'vitest'
import { systemClock } from '../../core/connect/system-clock.ts'
import type { Fault } from '../fake/api-server.ts'
import type { RequestInfo } from '../fake/kube/request-info.ts'
import { collectFrom, withServer } from './live.ts'

const scope = { namespace: 'checkout' }
const cluster = 'crash-missing-module'

/** The first `times` requests for a resource go wrong. */
function failing(resource: string, times: number, fault: Fault) {
  let left = times
  return (info: RequestInfo) => (info.resource?.resource === resource && left-- > 0 ? fault : undefined)
}

/** How many requests are under way at once. */
const WIDTH = 12

/** Longer than a test may run: what ends has not waited for it. */
const NEVER_MS = 3_600_000

describe('a collection', () => {
  it.each([
    ['throttled', { status: 429, retryAfter: 1 }],
    ['answered 500', { status: 500 }],
    ['cut before the answer', { cut: 'before' }],
    ['cut in the middle', { cut: 'during' }],
  ] as const)('repeats what was %s', (_name, fault) =>
    withServer({ cluster, fault: failing('nodes', 1, fault) }, async server => {
      const waits: number[] = []
      const timer = (ms: number) => {
        waits.push(ms)
        return systemClock.timer(ms)
      }
      const result = await collectFrom(server, scope, undefined, { clock: { ...systemClock, timer } })
      expect(result.unseen).toEqual([])
      expect(result.lists).toContainEqual({ kind: 'Node' })
      if ('retryAfter' in fault) expect(waits).toContain(1000)
    }),
  )

  it('gives up what stays broken, and says so', () =>
    withServer({ cluster, fault: failing('nodes', 100, { status: 503 }) }, async server => {
      const { unseen } = await collectFrom(server, scope)
      expect(unseen).toEqual([{ kind: 'Node', why: 'the API server returned 503' }])
      expect(server.requests.filter(request => request.resource?.resource === 'nodes')).toHaveLength(4)
    }))

  it.each([
    [503, 'the API server returned 503'],
    [404, 'the server is not an API server (it returned 404)'],
  ])('tells what answers %i to everything from an API server', (status, message) =>
    withServer({ cluster, fault: () => ({ status, retryAfter: 0 }) }, async server => {
      const { controlPlane, objects } = await collectFrom(server, scope, undefined, { deadlineMs: NEVER_MS })
      expect(controlPlane?.failure).toEqual({ kind: 'other', request: 'GET /version', message })
      expect(objects).toEqual([])
    }),
  )

  it('does not wait longer than its deadline for a throttled list', () =>
    withServer({ cluster, fault: failing('nodes', 100, { status: 429, retryAfter: 3600 }) }, async server => {
      const { unseen } = await collectFrom(server, scope)
      expect(unseen).toEqual([{ kind: 'Node', why: 'throttled by the API server' }])
    }))

  it('ends at its deadline with what it has', () =>
    withServer({ cluster, fault: failing('nodes', 100, { delayMs: NEVER_MS }) }, async server => {
      let othersRead = () => {}
      const others = new Promise<void>(resolve => {
        othersRead = resolve
      })
      const timer = (ms: number) =>
        ms === NEVER_MS ? { done: others, cancel: () => undefined } : systemClock.timer(ms)
      const result = await collectFrom(server, scope, undefined, {
        clock: { ...systemClock, timer },
        deadlineMs: NEVER_MS,
        onProgress: ({ done, total }) => {
          if (done === total - 1) othersRead()
        },
      })
      expect(result.unseen).toContainEqual({ kind: 'Node', why: 'timed out' })
      expect(result.lists?.map(list => list.kind)).toContain('Pod')
    }))

  it('tells an API server that never answers', () =>
    withServer({ cluster, fault: () => ({ delayMs: NEVER_MS }) }, async server => {
      const { controlPlane } = await collectFrom(server, scope, undefined, { deadlineMs: 500 })
      expect(controlPlane?.failure).toEqual({
        kind: 'timeout',
        request: 'GET /version',
        message: 'no response within 1s',
      })
    }))

  it('ends soon when the API server dies in the middle', () =>
    withServer(
      { cluster, fault: (_info, before) => ({ ...(before > 10 ? { cut: 'before' as const } : {}) }) },
      async server => {
        const result = await collectFrom(server, scope)
        expect(result.controlPlane?.failure).toMatchObject({
          kind: 'other',
          message: expect.stringContaining('closed'),
        })
        expect(result.unseen).toContainEqual({ kind: 'CSINode', why: 'connection lost' })
        expect(result.lists?.map(list => list.kind)).toContain('Pod')
        // What is under way is tried to the end, at most four times; the rest sees that the server is gone.
        expect(result.requests).toBeLessThan(10 + 4 * (WIDTH + 4))
      },
    ))

  it('ends soon when the API server is killed in the middle', async () => {
    let kill = () => {}
    const fault = (_info: RequestInfo, before: number) => {
      if (before === 12) kill()
      return before >= 12 ? { delayMs: 100 } : undefined
    }
    await withServer({ cluster, fault }, async server => {
      kill = () => void server.close()
      const result = await collectFrom(server, scope)
      expect(result.controlPlane?.failure).toMatchObject({
        kind: 'refused',
        message: expect.stringContaining('ECONNREFUSED'),
      })
      expect(result.unseen?.length).toBeGreaterThan(10)
      expect(result.requests).toBeLessThan(12 + 4 * (WIDTH + 4))
    })
  })

  it('stops at once when the token expires in the middle', () =>
    withServer({ cluster, fault: (_info, before) => (before >= 20 ? { status: 401 } : undefined) }, async server => {
      const result = await collectFrom(server, scope)
      expect(result.controlPlane?.failure).toMatchObject({ kind: 'unauthorized' })
      expect(result.unseen).toContainEqual({ kind: 'APIService', why: 'unauthorized' })
      expect(server.requests.length).toBeLessThan(20 + 2 * WIDTH)
    }))

  it('tells a connection that is not trusted without repeating it', () =>
    withServer({ cluster }, async server => {
      const broken = JSON.parse(server.kubeconfig())
      broken.clusters[0].cluster['certificate-authority-data'] = Buffer.from('not a certificate').toString('base64')
      const result = await collectFrom({ ...server, kubeconfig: () => JSON.stringify(broken) }, scope)
      expect(result.controlPlane?.failure).toMatchObject({ kind: 'tls', request: 'GET /version' })
      expect(result.requests).toBe(1)
    }))
})
