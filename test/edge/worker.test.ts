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

/** What belongs to one connection and not to the answer. */
const OF_THE_CONNECTION = ['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding']

function headersOf(headers: Iterable<[string, string]>): Record<string, string> {
  // The edge network compresses and says so by itself.
  const plain = [...headers].map(
    ([name, value]) => [name, name === 'vary' ? value.replace(/(?:, )?Accept-Encoding/, '') : value] as const,
  )
  return Object.fromEntries(plain.filter(([name, value]) => value !== '' && !OF_THE_CONNECTION.includes(name)))
}

/** Where the service is asked stands in the examples of its pages. */
const anywhere = (text: string) =>
  text.replace(/https?:\/\/(?:127\.0\.0\.1:\d+|kubewhy\.test)(?=\/v1\/)/g, 'https://service')

describe.each(inject('nodeAnswers'))('$request.name', ({ request, ...node }) => {
  it('on Node', () => {
    expect(node.status, node.text.slice(0, 500)).toBe(request.status)
  })

  it('in workerd: the same bytes and headers', async () => {
    const { method, path, headers, body } = request
    const response = await ask(path, { method, headers, ...(body !== undefined && { body: bytesOf(body) }) })
    expect({ status: response.status, text: anywhere(await response.text()) }).toEqual({
      status: node.status,
      text: anywhere(node.text),
    })
    const isPlaced = anywhere(node.text) !== node.text
    const told = (all: Record<string, string>) => (isPlaced ? { ...all, etag: '' } : all)
    expect(told(headersOf(response.headers))).toEqual(told(headersOf(Object.entries(node.headers))))
  })
})

it('asks every operation that the description lists', () => {
  const asked = inject('nodeAnswers').map(({ request: { method, path } }) => `${method} ${path.split('?', 1)[0]}`)
  const description = inject('nodeAnswers').find(({ request }) => request.path === '/openapi.json')?.text ?? '{}'
  const { paths } = JSON.parse(description) as { paths: Record<string, Record<string, unknown>> }
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map(method => `${method.toUpperCase()} ${path.replace('{id}', 'image-not-found')}`),
  )
  expect(operations.length).toBeGreaterThan(5)
  expect(operations.filter(operation => !asked.includes(operation))).toEqual([])
})

describe('the limits of the body in workerd', () => {
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
