import { exports } from 'cloudflare:workers'
import { describe, expect, inject, it } from 'vitest'

const MIB = 1024 * 1024

/** Asks the worker as it is deployed: what scripts/build-edge.ts made, with its assets. */
function ask(path: string, init: RequestInit = {}): Promise<Response> {
  return exports.default.fetch(new Request(`https://kubewhy.test${path}`, init))
}

const post = (body: BodyInit, headers: Record<string, string> = {}) =>
  ask('/v1/diagnose', { method: 'POST', body, headers })

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), character => character.charCodeAt(0))
}

async function gzip(content: ReadableStream): Promise<ArrayBuffer> {
  return new Response(content.pipeThrough(new CompressionStream('gzip'))).arrayBuffer()
}

function repeated(text: string, bytes: number): ReadableStream {
  const block = new TextEncoder().encode(text.repeat(Math.ceil(MIB / text.length)))
  let sent = 0
  return new ReadableStream({
    pull(controller) {
      if (sent >= bytes) controller.close()
      else controller.enqueue(block)
      sent += block.length
    },
  })
}

describe('in workerd', () => {
  it.each(inject('nodeAnswers'))('$path gives the same bytes as on Node', async ({ path, body, ...expected }) => {
    const init = /^\/v1\/(?:diagnose|path)/.test(path) ? { method: 'POST', body: bytesOf(body) } : {}
    const response = await ask(path, init)
    const { status, headers } = response
    expect({ status, contentType: headers.get('content-type'), text: await response.text() }).toEqual(expected)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  it.each([
    ['?format=html', '*/*'],
    ['', 'text/html'],
  ])('HTML is refused and found elsewhere: %s, Accept %s', async (query, accept) => {
    const response = await ask(`/v1/diagnose${query}`, { method: 'POST', body: '{}', headers: { accept } })
    expect(response.status).toBe(406)
    expect(await response.json()).toMatchObject({
      type: 'urn:kubewhy:problem:not-acceptable',
      where: query === '' ? 'header Accept' : 'query format',
      hint: 'Accept one of text/plain, text/markdown, application/json, application/sarif+json, or name it: ?format=text|markdown|json|sarif. For HTML, the page at / draws the report in the browser, and the service on Node answers with it.',
    })
  })

  it('a browser that takes anything gets JSON', async () => {
    const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
    const [snapshot] = inject('nodeAnswers')
    const response = await post(bytesOf(snapshot?.body ?? ''), { accept })
    expect(response.headers.get('content-type')).toBe('application/json')
  })

  it('a key that is a list makes YAML that cannot be read', async () => {
    const response = await post('kind: Pod\nmetadata:\n  ? [a, b]\n  : c\n')
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ type: 'urn:kubewhy:problem:not-yaml' })
  })

  it('a body above 10 MiB is refused, before and after inflation', async () => {
    const large = await post(new Uint8Array(10 * MIB + 1))
    expect(large.status).toBe(413)
    expect(await large.json()).toMatchObject({
      type: 'urn:kubewhy:problem:too-large',
      detail: 'The body is larger than 10 MiB.',
    })
    const item = `{"kind":"Pod","metadata":{"name":"a","labels":{"b":"${'x'.repeat(MIB / 2)}"}}},`
    const bomb = await gzip(repeated(item, 64 * MIB))
    expect(bomb.byteLength).toBeLessThan(MIB)
    const inflated = await post(bomb, { 'content-encoding': 'gzip' })
    expect(inflated.status).toBe(413)
    expect(((await inflated.json()) as { detail: string }).detail).toContain('200 times')
    const dense = `{"kind":"Pod","metadata":{"name":"a","labels":{"b":"${Array.from({ length: 4000 }, (_, at) => (at * 7919) % 9973).join('-')}"}}},`
    const grown = await post(await gzip(repeated(dense, 12 * MIB)), { 'content-encoding': 'gzip' })
    expect(grown.status).toBe(413)
    expect(((await grown.json()) as { detail: string }).detail).toContain('10 MiB')
    expect((await ask('/healthz')).status).toBe(200)
  })
})
