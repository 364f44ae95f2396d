import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startFakeApiServer } from '../fake/api-server.ts'
import { bytesOf } from '../read/directory.ts'
import { CLUSTERS, scenarioIds } from '../support/scenarios.ts'
import { problemIn } from './problem-of.ts'
import { type RunningService, startService } from './running-server.ts'

/** One for all tests that leave it as it was. */
let service: RunningService
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service?.stop())

const state = (id: string) => readFileSync(join(CLUSTERS, id, 'state.json'))

/** A List of the recorded one's objects, each many times under other names. */
function many(times: number): Uint8Array<ArrayBuffer> {
  const { items } = JSON.parse(String(state('image-tag-typo'))) as {
    items: { metadata: { name: string; uid: string } }[]
  }
  const copies = Array.from({ length: times }, (_, copy) =>
    items.map(item => ({
      ...item,
      metadata: { ...item.metadata, name: `${item.metadata.name}-${copy}`, uid: `${item.metadata.uid}-${copy}` },
    })),
  )
  return new TextEncoder().encode(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: copies.flat() }))
}

/** Starts a POST and sends all of its body but the end. */
async function unfinished(service: RunningService, body: Uint8Array): Promise<http.ClientRequest> {
  const request = http.request(`${service.url}/v1/diagnose`, {
    method: 'POST',
    headers: { 'content-length': body.length },
  })
  request.on('error', () => undefined)
  await new Promise<void>(resolve => request.write(body.subarray(0, -1), () => resolve()))
  return request
}

describe('the log', () => {
  it('has one line per request: id, method, template, status, time, bytes, verdict and causes', async () => {
    const shop = bytesOf('formats/get-all-shop.json') as Uint8Array<ArrayBuffer>
    await fetch(`${service.url}/v1/diagnose?namespace=shop`, { method: 'POST', body: shop })
    await fetch(`${service.url}/v1/causes/image-not-found`)
    await fetch(`${service.url}/v1/diagnose`, { method: 'POST', body: '<html>' })
    await fetch(`${service.url}/no/such/path?CANARY`, { headers: { 'x-request-id': 'CANARY CANARY' } })
    await service.entry(({ status }) => status === 404)
    expect(service.lines.map(line => ({ ...(JSON.parse(line) as object), id: '', ms: 0 }))).toEqual([
      {
        id: '',
        method: 'POST',
        path: '/v1/diagnose',
        status: 200,
        ms: 0,
        bytes: shop.length,
        verdict: 'stalled',
        causes: ['image-not-found'],
      },
      { id: '', method: 'GET', path: '/v1/causes/{id}', status: 200, ms: 0, bytes: 0 },
      { id: '', method: 'POST', path: '/v1/diagnose', status: 415, ms: 0, bytes: 6, problem: 'html' },
      { id: '', method: 'GET', path: '*', status: 404, ms: 0, bytes: 0, problem: 'no-such-path' },
    ])
    expect(service.lines.join('')).not.toContain('CANARY')
  })

  it('answers hold no secret of any recording', async () => {
    const secret = scenarioIds.filter(id => state(id).includes('CANARY') || state(id).includes('Q0FOQVJZ'))
    expect(secret.length).toBeGreaterThan(0)
    for (const id of secret) {
      for (const format of ['text', 'markdown', 'json', 'sarif', 'html']) {
        const response = await fetch(`${service.url}/v1/diagnose?format=${format}`, { method: 'POST', body: state(id) })
        expect(response.status).toBe(200)
        expect(await response.text()).not.toMatch(/CANARY|Q0FOQVJZ/)
      }
    }
    expect(service.lines.join('\n') + service.errors()).not.toMatch(/CANARY|Q0FOQVJZ/)
  })
})

describe('the service', () => {
  it('answers /healthz while it works on a heavy snapshot', async () => {
    const body = many(200)
    expect(body.length).toBeGreaterThan(10 * 1024 * 1024)
    const heavy = await unfinished(service, body)
    const order: string[] = []
    const answered = (once(heavy, 'response') as Promise<[http.IncomingMessage]>).then(([answer]) => {
      order.push('heavy')
      return answer
    })
    heavy.end(body.subarray(-1))
    // From here on all of it is there, and a thread that worked on it would answer nothing else.
    for (let asked = 0; asked < 5; asked++) {
      await (await fetch(`${service.url}/healthz`)).text()
      order.push('healthy')
    }
    const answer = await answered
    expect(answer.statusCode).toBe(200)
    answer.resume()
    expect(order).toEqual([...Array.from({ length: 5 }, () => 'healthy'), 'heavy'])
  })

  it('gives up on a caller that hangs up, in the middle of the body and in the middle of the work', async () => {
    const body = many(50)
    const cut = await unfinished(service, body)
    cut.destroy()
    await service.entry(({ problem }) => problem === 'client-gone')
    let status: unknown
    // The answer may be faster than the hanging up.
    do {
      const before = service.lines.length
      const late = await unfinished(service, body)
      late.end(body.subarray(-1), () => late.destroy())
      await expect.poll(() => service.lines.length).toBeGreaterThan(before)
      status = (JSON.parse(service.lines.at(-1) ?? '') as { status: unknown }).status
    } while (status !== 499)
    const next = await fetch(`${service.url}/v1/diagnose`, { method: 'POST', body: state('crash-oom') })
    expect(next.status).toBe(200)
    await next.text()
    expect(service.lines.join('\n')).not.toContain('"internal"')
  })

  it('finishes what it works on after SIGTERM, accepts no more and ends with 0', async () => {
    const service = await startService()
    const body = state('crash-oom')
    const request = await unfinished(service, body)
    const answered = once(request, 'response') as Promise<[http.IncomingMessage]>
    const ended = service.stop()
    await expect.poll(() => service.lines.join('\n')).toContain('"stopping"')
    await expect(fetch(`${service.url}/healthz`)).rejects.toThrow()
    request.end(body.subarray(-1))
    const [answer] = await answered
    expect(answer.statusCode).toBe(200)
    expect(JSON.parse((await answer.toArray()).map(String).join(''))).toMatchObject({ schema: 1 })
    expect(await ended).toBe(0)
  })

  it('ends with 2 and says why where it cannot start', async () => {
    const { port } = new URL(service.url)
    await expect(startService({ PORT: port })).rejects.toThrow(/ended with 2: kubewhy cannot serve: .*EADDRINUSE/)
    await expect(startService({ PORT: 'http' })).rejects.toThrow(/ended with 2: kubewhy cannot serve: PORT/)
  })

  it('refuses a request with two Host headers', async () => {
    const { hostname, port } = new URL(service.url)
    const socket = connect(Number(port), hostname)
    socket.write('GET /healthz HTTP/1.1\r\nHost: a.example\r\nhost: b.example\r\n\r\n')
    const answer = (await socket.toArray()).map(String).join('')
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer).toContain('urn:kubewhy:problem:two-hosts')
  })

  it.each([
    ['GET /healthz HTTP/1.0', 200],
    ['OPTIONS * HTTP/1.1\r\nHost: a', 400],
    ['GET /healthz HTTP/1.1\r\nHost: a/b', 400],
  ])('answers what a load balancer or a scanner sends: %j', async (head, status) => {
    const { hostname, port } = new URL(service.url)
    const socket = connect(Number(port), hostname)
    socket.write(`${head}\r\nConnection: close\r\n\r\n`)
    const answer = (await socket.toArray()).map(String).join('')
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(answer).toContain('x-content-type-options: nosniff')
    expect(answer).toContain(status === 200 ? '"status":"ok"' : 'urn:kubewhy:problem:request-target')
  })

  it('survives nonsense on the wire', async () => {
    const { hostname, port } = new URL(service.url)
    for (const text of [
      '\x16\x03\x01\x02',
      'GET / HTTP/9.9\r\n\r\n',
      'POST /v1/diagnose HTTP/1.1\r\nHost: [\r\n\r\n',
      `GET /${'a'.repeat(40_000)} HTTP/1.1\r\n\r\n`,
    ]) {
      const socket = connect(Number(port), hostname)
      socket.on('error', () => undefined)
      socket.end(text)
      socket.resume()
      await once(socket, 'close')
    }
    expect((await fetch(`${service.url}/healthz`)).status).toBe(200)
    expect(service.errors()).toBe('')
  })
})

describe('a live cluster', () => {
  const TOKEN = 'CANARY-caller-token-0123456789'

  it('is read for callers of both adapters, and for nobody else', async () => {
    const api = await startFakeApiServer({ cluster: 'crash-missing-module' })
    const service = await startService({ KUBEWHY_TOKENS: TOKEN, KUBEWHY_ALLOW_LOOPBACK: '1' })
    const asked = { kubeconfig: api.kubeconfig(), namespace: 'checkout' }
    const call = (token: string) => {
      const params = { name: 'diagnose_cluster', arguments: asked }
      return fetch(`${service.url}/mcp`, {
        method: 'POST',
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          ...(token !== '' && { authorization: `Bearer ${token}` }),
        },
      }).then(response => response.json() as Promise<{ result: object }>)
    }
    const ask = (headers: Record<string, string>) =>
      fetch(`${service.url}/v1/clusters/diagnose`, { method: 'POST', body: JSON.stringify(asked), headers })
    const report = (await (await ask({ authorization: `Bearer ${TOKEN}` })).json()) as Record<string, unknown>
    expect(report['verdict']).toBe('stalled')
    const { problems, summary } = report
    expect(await call(TOKEN)).toMatchObject({ result: { structuredContent: { problems, summary } } })
    expect(await problemIn(await ask({}))).toMatchObject({ status: 401, code: 'no-token' })
    const refused = JSON.stringify((await call('')).result)
    expect(refused).toContain('requires a bearer token')
    await service.entry(({ path, verdict }) => path === '/mcp' && verdict === 'stalled')
    expect(service.lines.join('\n') + service.errors() + refused).not.toContain('CANARY')
    await service.stop()
    await api.close()
  })
})

describe('every answer', () => {
  it('has the security headers, an error too', async () => {
    for (const path of ['/healthz', '/v1/causes', '/docs', '/docs.css', '/openapi.json', '/nothing']) {
      const { headers } = await fetch(service.url + path)
      expect(headers.get('x-content-type-options'), path).toBe('nosniff')
      expect(headers.get('referrer-policy'), path).toBe('no-referrer')
      expect(headers.get('content-security-policy'), path).toMatch(/^default-src 'none'/)
      expect(headers.get('access-control-allow-origin'), path).toBeNull()
    }
  })

  it('says which methods a path has', async () => {
    const wrong = await fetch(`${service.url}/v1/diagnose`)
    expect(wrong.headers.get('allow')).toBe('POST, OPTIONS')
    expect(await problemIn(wrong)).toMatchObject({ status: 405, code: 'method' })
    const options = await fetch(`${service.url}/v1/causes/image-not-found`, { method: 'OPTIONS' })
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS'])
    const head = await fetch(`${service.url}/v1/causes`, { method: 'HEAD' })
    expect([head.status, await head.text(), head.headers.get('content-type')]).toEqual([200, '', 'application/json'])
    expect(await problemIn(await fetch(`${service.url}/v1/nothing`))).toMatchObject({
      status: 404,
      code: 'no-such-path',
    })
  })
})
