import { request } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { configFrom } from '../../api/node/config.ts'
import { PAGE_NAMES } from '../../api/page/names.ts'
import { bytesOf } from '../read/directory.ts'
import { type RunningService, startService } from './running-server.ts'

/** One for all tests that need no settings. */
let service: RunningService
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service?.stop())

const shop = bytesOf('formats/get-all-shop.json') as Uint8Array<ArrayBuffer>
const TOKEN = 'a-token-that-is-long-enough-for-a-test'

/** The value of one series, and undefined where there is none. */
function value(text: string, series: string): number | undefined {
  const line = text.split('\n').find(each => each.startsWith(`${series} `))
  return line === undefined ? undefined : Number(line.slice(series.length + 1))
}

describe('metrics', () => {
  it('are off unless an address is given', async () => {
    expect(service.metricsUrl).toBeUndefined()
    expect((await fetch(`${service.url}/metrics`)).status).toBe(404)
  })

  it('count requests, verdicts, causes and live reads, on a listener of their own, and hold nothing that was sent', async () => {
    const service = await startService({ KUBEWHY_METRICS: '127.0.0.1:0', KUBEWHY_TOKENS: TOKEN })
    const { url, metricsUrl = '' } = service
    const post = (path: string, body: BodyInit, headers: Record<string, string> = {}) =>
      fetch(url + path, { method: 'POST', body, headers }).then(response => response.text())
    await post('/v1/diagnose?namespace=shop', shop, { 'x-request-id': 'CANARY-ID' })
    await post('/v1/diagnose', '<html>CANARY')
    await post('/v1/clusters/diagnose', '{"CANARY":1}', { authorization: `Bearer ${TOKEN}` })
    await post('/v1/clusters/diagnose', '{}', { authorization: 'Bearer CANARY' })
    await fetch(`${url}/CANARY?CANARY`, { headers: { 'user-agent': 'CANARY' } })
    await service.entry(({ status }) => status === 404)

    const response = await fetch(metricsUrl)
    expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4')
    const text = await response.text()
    expect(text).not.toContain('CANARY')
    expect(value(text, 'kubewhy_requests_total{method="POST",route="/v1/diagnose",status="200"}')).toBe(1)
    expect(value(text, 'kubewhy_requests_total{method="POST",route="/v1/diagnose",status="415"}')).toBe(1)
    expect(value(text, 'kubewhy_requests_total{method="GET",route="*",status="404"}')).toBe(1)
    expect(value(text, 'kubewhy_request_duration_seconds_count{route="/v1/diagnose"}')).toBe(2)
    expect(value(text, 'kubewhy_request_body_bytes_total{route="/v1/diagnose"}')).toBe(shop.length + 12)
    expect(value(text, 'kubewhy_verdicts_total{verdict="stalled"}')).toBe(1)
    expect(value(text, 'kubewhy_causes_total{cause="image-not-found"}')).toBe(1)
    expect(text).toMatch(/^kubewhy_live_reads_total\{outcome="(?:bad-field|unknown-field)"\} 1$/m)
    expect(text).toMatch(/^kubewhy_live_reads_total\{outcome="[a-z-]*token[a-z-]*"\} 1$/m)
    expect(value(text, 'kubewhy_jobs_waiting{lane="large"}')).toBe(0)
    expect(value(text, 'kubewhy_processes{lane="small"}')).toBe(1)
    expect(value(text, 'kubewhy_held_body_bytes{lane="small"}')).toBe(0)
    expect(text).toContain('process_resident_memory_bytes')
    expect((await fetch(metricsUrl.replace('/metrics', '/'))).status).toBe(404)
    await service.stop()
  })

  it.each(['9464', 'localhost', '127.0.0.1:x', '127.0.0.1:70000', 'http://127.0.0.1:1'])('cannot be at %s', address => {
    expect(() => configFrom({ KUBEWHY_METRICS: address })).toThrow('KUBEWHY_METRICS')
  })
})

describe('the id of a request', () => {
  it('is the one given, or is made, in the answer and in the log', async () => {
    const given = await fetch(`${service.url}/healthz`, { headers: { 'x-request-id': 'deploy-42' } })
    expect(given.headers.get('x-request-id')).toBe('deploy-42')
    const made = await fetch(`${service.url}/nothing`)
    const id = made.headers.get('x-request-id') ?? ''
    expect(id).toMatch(/^[\da-f-]{36}$/)
    expect(await service.entry(entry => entry['id'] === 'deploy-42')).toMatchObject({ status: 200 })
    expect(await service.entry(entry => entry['id'] === id)).toMatchObject({ status: 404 })
  })

  it.each(['a b', '"}', 'x'.repeat(65), '{jndi:a}'])('is made where the one given is none: %j', async id => {
    const response = await fetch(`${service.url}/healthz`, { headers: { 'x-request-id': id } })
    expect(response.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/)
  })
})

describe('answers', () => {
  it('are compressed for who takes that, and plain for others', async () => {
    const raw = (encoding: string) =>
      new Promise<{ encoding: string | undefined; vary: string | undefined; bytes: Buffer }>((resolve, reject) => {
        request(`${service.url}/v1/causes`, { headers: { 'accept-encoding': encoding } }, async response => {
          const bytes = Buffer.concat(await response.toArray())
          resolve({ encoding: response.headers['content-encoding'], vary: response.headers.vary, bytes })
        })
          .on('error', reject)
          .end()
      })
    const plain = await raw('identity')
    const zipped = await raw('gzip')
    expect([plain.encoding, zipped.encoding]).toEqual([undefined, 'gzip'])
    expect(plain.vary).toContain('Accept-Encoding')
    expect(zipped.bytes.length).toBeLessThan(plain.bytes.length / 2)
    expect(gunzipSync(zipped.bytes)).toEqual(plain.bytes)
  })

  it('that are the same for all have an ETag, reports have none', async () => {
    for (const path of [
      '/',
      ...(['worker', 'examples', 'offline'] as const).map(kind => `/${PAGE_NAMES[kind]}`),
      '/causes',
      '/causes/image-not-found',
      '/causes.css',
      '/v1/causes',
      '/v1/causes/image-not-found',
      '/openapi.json',
      '/docs',
      '/docs.css',
    ]) {
      const first = await fetch(service.url + path)
      const etag = first.headers.get('etag') ?? ''
      expect(etag, path).toMatch(/^W\/"/)
      const second = await fetch(service.url + path, { headers: { 'if-none-match': etag } })
      expect([second.status, await second.text(), second.headers.get('etag')], path).toEqual([304, '', etag])
    }
    const report = await fetch(`${service.url}/v1/diagnose`, { method: 'POST', body: shop })
    expect([report.headers.get('etag'), report.headers.get('cache-control')]).toEqual([null, 'no-store'])
  })
})

describe('pages of other origins', () => {
  const app = 'https://app.example.com'
  const preflight = (url: string, origin: string) =>
    fetch(`${url}/v1/diagnose`, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } })

  it('may call the service where they are named, and only they', async () => {
    const { url, stop } = await startService({ KUBEWHY_ORIGINS: `${app},https://other.example.com` })
    const allowed = await preflight(url, app)
    expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([204, app])
    expect(allowed.headers.get('access-control-allow-headers')).toContain('Authorization')
    const answer = await fetch(`${url}/v1/diagnose`, { method: 'POST', body: shop, headers: { origin: app } })
    expect(answer.headers.get('access-control-allow-origin')).toBe(app)
    expect(answer.headers.get('vary')).toContain('Origin')
    const foreign = await preflight(url, 'https://evil.example')
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull()
    const list = { method: 'POST', body: '{"jsonrpc":"2.0","id":1,"method":"tools/list"}' }
    const headers = { accept: 'application/json, text/event-stream', 'content-type': 'application/json' }
    const agent = (origin: string) => fetch(`${url}/mcp`, { ...list, headers: { ...headers, origin } })
    expect([(await agent(app)).status, (await agent('https://evil.example')).status]).toEqual([200, 403])
    await stop()
  })

  it.each(['https://app.example.com/', 'app.example.com', '*', 'null', 'ftp://app.example.com'])(
    '%s is no origin',
    origin => {
      expect(() => configFrom({ KUBEWHY_ORIGINS: origin })).toThrow('KUBEWHY_ORIGINS')
    },
  )
})
