import http from 'node:http'
import { pipeline } from 'node:stream/promises'
import { constants, deflateRawSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bytesOf } from '../read/directory.ts'
import { problemIn } from './problem-of.ts'
import { type RunningService, startService } from './running-server.ts'

let service: RunningService
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service.stop())

function post(body: BodyInit, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${service.url}/v1/diagnose`, { method: 'POST', body, headers })
}

/** Sends what `write` writes; resolves with the response, which may come before everything is sent. */
async function stream(headers: http.OutgoingHttpHeaders, write: (request: http.ClientRequest) => Promise<void>) {
  const request = http.request(`${service.url}/v1/diagnose`, { method: 'POST', headers })
  const answered = new Promise<http.IncomingMessage>((resolve, reject) => {
    request.once('response', resolve)
    request.once('error', reject)
  })
  await Promise.race([write(request), answered]).catch(() => undefined)
  const answer = await answered
  const text = (await answer.toArray()).map(String).join('')
  request.destroy()
  const status = answer.statusCode ?? 0
  return new Response(text, { status, headers: new Headers(Object.entries(answer.headers).flatMap(pair)) })
}

function pair([name, value]: [string, string | string[] | undefined]): [string, string][] {
  return typeof value === 'string' ? [[name, value]] : []
}

/** 2 GB of `text` again and again, after `head`; what `as` makes of each piece stands for itself. */
async function* endless(
  text: string,
  head: string,
  as = (piece: Buffer): Uint8Array => piece,
): AsyncGenerator<Uint8Array> {
  if (head !== '') yield as(Buffer.from(head))
  const block = Buffer.from(text.repeat(Math.ceil((1024 * 1024) / text.length)))
  const piece = as(block)
  for (let sent = 0; sent < 2_000_000_000; sent += block.length) yield piece
}

/** The same compressed, in pieces that refer to none before them: each is compressed once, however often it comes. */
async function* compressed(text: string, head: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])
  yield* endless(text, head, piece => deflateRawSync(piece, { level: 1, finishFlush: constants.Z_FULL_FLUSH }))
}

/** A tar archive of one file with a name that no library writes. */
function tarNamed(name: string, content: string): Uint8Array<ArrayBuffer> {
  const block = Buffer.alloc(512)
  block.write(name, 0)
  block.write('0000644\0', 100)
  block.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124)
  block.write('00000000000\0', 136)
  block.write('        ', 148)
  block.write('0ustar\x0000', 156)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  const padded = Buffer.alloc(Math.ceil(content.length / 512) * 512)
  padded.write(content)
  return new Uint8Array(Buffer.concat([block, padded, Buffer.alloc(1024)]))
}

const shop = bytesOf('formats/get-all-shop.json')
const aliasBomb = () => {
  const levels = 'bcdefghi'.split('').map((name, i) => `${name}: &${name} [${`*${'abcdefgh'[i]},`.repeat(9)}]`)
  return `a: &a [x,x,x,x,x,x,x,x,x]\n${levels.join('\n')}\n`
}

describe('bad input', () => {
  it.each<[string, () => BodyInit, number, string, string | undefined]>([
    ['nothing', () => '', 400, 'empty-body', undefined],
    ['a web page', () => '<!doctype html><html><body>Log in</body></html>', 415, 'html', undefined],
    ['truncated JSON', () => shop.subarray(0, 5000) as Uint8Array<ArrayBuffer>, 400, 'truncated-json', 'byte 5000'],
    ['wrong JSON', () => '{"kind":"List","items":[{"a":1},{"b":x}]}', 400, 'not-json', 'byte 37'],
    ['wrong YAML', () => 'kind: Pod\nmetadata:\n  name: [}\n', 400, 'not-yaml', 'line 3'],
    ['a List of nonsense', () => '{"kind":"List","items":[1,"a",null,{"a":1},[2]]}', 422, 'no-objects', undefined],
    ['an empty List', () => '{"apiVersion":"v1","kind":"List","items":[]}', 422, 'no-objects', undefined],
    ['a YAML alias bomb', aliasBomb, 400, 'yaml-alias-bomb', undefined],
    ['a nesting bomb', () => '['.repeat(2_000_000), 400, 'too-deep', undefined],
    [
      'what describe prints',
      () => bytesOf('formats/describe-shop.txt') as Uint8Array<ArrayBuffer>,
      415,
      'describe-output',
      undefined,
    ],
    ['a damaged gzip', () => gzipSync(shop).subarray(0, 2000) as Uint8Array<ArrayBuffer>, 400, 'bad-gzip', undefined],
    ['a tar with ../', () => tarNamed('../state.json', '{"kind":"List","items":[]}'), 422, 'archive-path', undefined],
    [
      'a kubeconfig',
      () => 'apiVersion: v1\nkind: Config\nusers:\n- name: u\n  user: {token: CANARY}\n',
      415,
      'kubeconfig',
      undefined,
    ],
  ])('%s is refused, and the answer says what to do', async (_, body, status, code, where) => {
    const problem = await problemIn(await post(body()))
    expect(problem).toMatchObject({ status, code, ...(where === undefined ? {} : { where }) })
    expect(JSON.stringify(problem)).not.toContain('CANARY')
  })

  it('refuses a form and an unknown compression before it reads them', async () => {
    const form = new FormData()
    form.append('file', new Blob([shop as Uint8Array<ArrayBuffer>]), 'state.json')
    expect(await problemIn(await post(form))).toMatchObject({ status: 415, code: 'multipart' })
    const response = await post('{}', { 'content-encoding': 'br' })
    expect(response.headers.get('accept-encoding')).toBe('gzip')
    expect(await problemIn(response)).toMatchObject({ status: 415, where: 'header Content-Encoding' })
  })

  const item = `{"kind":"Pod","metadata":{"name":"a","annotations":{"b":"${'x'.repeat(1024 * 1024)}"}}},`
  it.each([
    ['zeros', '\0', '', 'binary'],
    ['an item that does not end', ' ', '{"kind":"List","items":[', 'inflates-too-much'],
    ['a document that does not end', ' ', 'a', 'yaml-too-large'],
    ['items', item, '{"kind":"List","items":[', 'inflates-too-much'],
  ])('stops inflating 2 GB of %s', async (_, text, head, code) => {
    const response = await stream({ 'content-encoding': 'gzip' }, request => pipeline(compressed(text, head), request))
    const problem = await problemIn(response)
    expect(problem.code).toBe(code)
    if (code === 'inflates-too-much') expect(problem.detail).toContain('200 times')
  })

  it('refuses a length above the limit before it reads, and a body that exceeds it while it reads', async () => {
    const declared = await stream({ 'content-length': 300 * 1024 * 1024 }, async request => request.flushHeaders())
    expect(await problemIn(declared)).toMatchObject({
      status: 413,
      code: 'too-large',
      detail: 'The body is larger than 256 MiB.',
    })
    const undeclared = await stream({}, request => pipeline(endless(' ', ''), request))
    expect(await problemIn(undeclared)).toMatchObject({ status: 413, detail: 'The body is larger than 256 MiB.' })
  })

  it('leaves the service up', async () => {
    expect(await (await fetch(`${service.url}/healthz`)).json()).toEqual({ status: 'ok' })
    expect((await post(shop as Uint8Array<ArrayBuffer>)).status).toBe(200)
    expect(service.errors()).toBe('')
    expect(service.lines.join('\n')).not.toContain('"error"')
  })
})
