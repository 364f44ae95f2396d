import { describe, expect, it } from 'vitest'
import { InputError, type ReadOptions, readFiles, readSnapshot } from '../../core/read/index.ts'
import { bytesOf } from './directory.ts'
import { encode, file } from './recorded-objects.ts'

const shop = bytesOf('formats/get-all-shop.json')
const shopText = new TextDecoder().decode(shop)
const objectCount = (JSON.parse(shopText) as { items: unknown[] }).items.length

async function failure(input: string | Uint8Array, options?: ReadOptions): Promise<InputError> {
  const bytes = typeof input === 'string' ? encode(input) : input
  const thrown = await readSnapshot(bytes, options).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(thrown instanceof InputError)) throw new Error('expected an InputError', { cause: thrown })
  return thrown
}

async function codeOf(input: string | Uint8Array, options?: ReadOptions): Promise<string> {
  const { status, code, hint } = await failure(input, options)
  expect(hint).toMatch(/^(?:[A-Z]|kubectl ).{15,}\.$/)
  return `${status} ${code}`
}

describe('input that is no snapshot', () => {
  it.each([
    ['nothing', '', '400 empty-body'],
    ['white space', ' \n\t\n', '400 empty-body'],
    ['comments only', '# a\n---\n# b\n', '400 empty-body'],
    ['a web page', '\n<!DOCTYPE html><html><body>Log in</body></html>', '415 html'],
    ['a table', 'NAMESPACE   NAME   READY   STATUS\nshop   web   0/1   Pending\n', '415 table-output'],
    ['an event table', 'LAST SEEN   TYPE      REASON\n2m   Warning   Failed\n', '415 table-output'],
    ['a log', '2026-11-23 starting\nlistening on 8080\n', '415 not-json'],
    ['a scalar', '42', '415 not-json'],
    ['a private key', '-----BEGIN PRIVATE KEY-----\nMIIE\n', '415 pem'],
    ['an error of kubectl', 'error: You must be logged in to the server (Unauthorized)\n', '422 kubectl-error'],
    ['no resources', 'No resources found in shop namespace.\n', '422 no-objects'],
    ['an empty list', '{"apiVersion":"v1","kind":"List","items":[]}', '422 no-objects'],
    ['a list of nonsense', '{"kind":"List","items":[1,"a",null,{"a":1},[2]]}', '422 no-objects'],
    ['objects without metadata', '{"kind":"List","items":[{"kind":"Pod"}]}', '422 no-objects'],
    ['a server-side table', '{"kind":"Table","apiVersion":"meta.k8s.io/v1","rows":[]}', '415 table-output'],
    ['a nesting bomb', '['.repeat(1_000_000), '400 too-deep'],
    ['a closed nesting bomb', `${'['.repeat(200_000)}${']'.repeat(200_000)}`, '400 too-deep'],
    ['a deep object', `{"kind":"Pod","metadata":{"a":${'{"a":'.repeat(200)}1${'}'.repeat(200)}}}`, '400 too-deep'],
    ['a deep flow in YAML', `a: ${'['.repeat(100_000)}`, '400 too-deep'],
    ['a deep block in YAML', '- '.repeat(50_000), '400 too-deep'],
    ['tabs in YAML', 'apiVersion: v1\nkind: Pod\n\tmetadata: {}\n', '400 not-yaml'],
    ['trailing text', `${shopText}\n$ exit`, '400 not-json'],
    ['commas between objects', '{"kind":"A","metadata":{}},{"kind":"B","metadata":{}}', '400 not-json'],
  ])('names %s', async (_, input, expected) => {
    expect(await codeOf(input)).toBe(expected)
  })

  it('names what kubectl describe prints', async () => {
    expect(await codeOf(bytesOf('formats/describe-shop.txt'))).toBe('415 describe-output')
  })

  it('names binary junk and formats that it knows but does not read', async () => {
    expect(await codeOf(Uint8Array.from({ length: 4096 }, (_, i) => (i * 7919) % 256))).toBe('415 binary')
    expect(await codeOf(new Uint8Array([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 4]))).toBe('415 compression')
  })

  it('refuses a YAML alias bomb', async () => {
    const levels = 'bcdefghi'.split('').map((name, i) => `${name}: &${name} [${`*${'abcdefgh'[i]},`.repeat(9)}]`)
    expect(await codeOf(`a: &a [x,x,x,x,x,x,x,x,x]\n${levels.join('\n')}\n`)).toBe('400 yaml-alias-bomb')
  })

  it('names an alias without its anchor', async () => {
    const error = await failure('kind: Pod\nmetadata:\n  name: *web\n')
    expect(error).toMatchObject({
      status: 400,
      code: 'not-yaml',
      message: expect.stringContaining('without its anchor'),
    })
  })

  it('refuses more YAML in all files together than it has time for', async () => {
    const files = Array.from({ length: 20 }, (_, at) =>
      file(`a/${at}.yaml`, `# ${'x'.repeat(1000)}\nkind: Pod\nmetadata: {name: p${at}}\n`),
    )
    expect((await readFiles(files)).objects).toHaveLength(20)
    await expect(readFiles(files, { limits: { maxAllYamlBytes: 10_000 } })).rejects.toMatchObject({
      status: 413,
      code: 'yaml-too-large',
      message: expect.stringContaining('10 KiB of YAML'),
    })
  })

  it('refuses YAML that is too large to parse, and says that JSON is not', async () => {
    const error = await failure(`kind: Pod\n${'# x\n'.repeat(1_500_000)}`)
    expect(error).toMatchObject({ status: 413, code: 'yaml-too-large', hint: expect.stringContaining('-o json') })
  })

  it('does not keep or show a kubeconfig', async () => {
    const config = 'apiVersion: v1\nkind: Config\nclusters: []\nusers:\n- name: u\n  user: {token: CANARY-1}\n'
    const error = await failure(config, { name: 'config' })
    expect(error).toMatchObject({ status: 415, code: 'kubeconfig', where: 'config' })
    expect(`${error.message} ${error.hint} ${error.stack}`).not.toContain('CANARY')
  })

  it("gives the API server's own words for an error answer", async () => {
    const recorded = new TextDecoder().decode(bytesOf('api-server/scoped-secrets-forbidden.http'))
    const error = await failure(recorded.slice(recorded.indexOf('{')))
    expect(error).toMatchObject({ status: 422, code: 'no-objects' })
    expect(error.message).toContain('secrets is forbidden')
  })
})

describe('where the error is', () => {
  it.each([
    ['{"a":tru}', 8],
    ['{"a":1,}', 7],
    ['{"é":"ü","a":.5}', 15],
    ['{"kind":"List","items":[{"a":1},{"b":x}]}', 37],
  ])('%s: byte %i', async (text, byte) => {
    expect(await failure(text)).toMatchObject({ code: 'not-json', where: `byte ${byte}` })
  })

  it.each([1, 100, 5000, shop.length - 5])('says that JSON is cut off at byte %i', async size => {
    expect(await failure(shop.subarray(0, size))).toMatchObject({ code: 'truncated-json', where: `byte ${size}` })
  })

  it('says the line of wrong YAML', async () => {
    expect(await failure('kind: Pod\nmetadata:\n  name: [}\n')).toMatchObject({ where: 'line 3' })
  })

  it.each([
    '{"data":{"password":"CANARY-1"x}}',
    '{"data":{"password":"CANARY-1',
    '{"data":{"password": CANARY-1}}',
    'data:\n  password: CANARY-1: x: y\n',
    'data:\n  password: "CANARY-1\n',
    'error: CANARY-1\n',
    'Name:   CANARY-1\nNamespace:  CANARY-1\n',
    '-----BEGIN CANARY-1',
    'CANARY-1',
  ])('never quotes the input: %j', async text => {
    const error = await failure(text)
    expect(`${error.message} ${error.hint} ${error.where} ${error.stack}`).not.toContain('CANARY')
  })
})

describe('a YAML List that is cut off', () => {
  it('is never read in silence, wherever it ends', async () => {
    const text = new TextDecoder().decode(bytesOf('formats/get-all-shop.yaml'))
    expect(text).toMatch(/\nkind: List\nmetadata:\n {2}resourceVersion: ""\n$/)
    const end = text.lastIndexOf('kind: List') + 'kind: List'.length
    const ends = Array.from({ length: 60 }, (_, at) => Math.ceil((end * (at + 1)) / 60) - 1)
    const lines = [...text.slice(0, end).matchAll(/\n/g)].map(({ index }) => index + 1)
    for (const size of [...ends, ...lines.filter((_, at) => at % 40 === 0)]) {
      expect(await codeOf(text.slice(0, size)), `cut at ${size}`).toMatch(/^(?:400|415|422) /)
    }
    expect(await failure(text.slice(0, text.lastIndexOf('\n  kind: ')))).toMatchObject({ code: 'truncated-yaml' })
  })
})

describe('one object in YAML that is cut off', () => {
  it('is not read without the status that it had', async () => {
    const text = new TextDecoder().decode(bytesOf('formats/get-all-shop.yaml'))
    const [, pod = ''] = /^- (apiVersion: v1\n {2}kind: Pod\n(?: {2}.*\n)+)/m.exec(text) ?? []
    const alone = pod.replaceAll(/^ {2}/gm, '')
    expect((await readSnapshot(encode(alone))).objects).toHaveLength(1)
    const [spec, status, phase] = ['\nspec:', '\nstatus:', '\n  phase:'].map(key => alone.indexOf(key) + 1)
    for (const end of [spec, status, phase]) {
      expect(await failure(alone.slice(0, end))).toMatchObject({
        code: 'truncated-yaml',
        message: expect.stringContaining('a Pod'),
      })
    }
  })
})

describe('limits', () => {
  it('hold for values that are no objects, and before they are parsed', async () => {
    const limits = { maxObjects: 1000, maxValues: 5000 }
    const padding = ' '.repeat(1024 * 1024)
    for (const text of ['{}', '{"kind":1}', '1', '[]', '{"metadata":{}}'].map(item => `${item},`.repeat(1500))) {
      const list = `{"items":[${text}{}]${padding}}`
      expect(await codeOf(list, { limits }), text.slice(0, 20)).toBe('413 too-many-objects')
    }
    const wide = `{"kind":"Pod","metadata":{"a":[${'1,'.repeat(6000)}1]}${padding}}`
    expect(await failure(`{"items":[${wide}]}`, { limits })).toMatchObject({
      status: 413,
      code: 'too-many-values',
      message: expect.stringContaining('5000 JSON values'),
    })
    expect(await codeOf(`${wide.replace('6000', '')}`, { limits })).toBe('413 too-many-values')
  })

  it('name themselves', async () => {
    expect(await failure(shop, { limits: { maxBytes: 5000 } })).toMatchObject({ code: 'too-large', status: 413 })
    expect(await failure(shop, { limits: { maxObjects: 5 } })).toMatchObject({
      code: 'too-many-objects',
      message: expect.stringContaining('5 objects'),
    })
    expect(await codeOf('{"kind":"Pod","metadata":{"a":[[[]]]}}', { limits: { maxDepth: 4 } })).toBe('400 too-deep')
  })

  it('stops when the signal is aborted, with its reason', async () => {
    const reason = new Error('stopped')
    await expect(readSnapshot(shop, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  })

  it('leaves a signal its turn while it reads bytes at hand', async () => {
    const line = encode('{"kind":"Pod","metadata":{"name":"a"}}\n')
    const lines = new Uint8Array(line.length * 1_000_000)
    for (let at = 0; at < lines.length; at += line.length) lines.set(line, at)
    const controller = new AbortController()
    const reason = new Error('timed out')
    setTimeout(() => controller.abort(reason))
    await expect(readSnapshot(lines, { signal: controller.signal })).rejects.toBe(reason)
  })
})

describe('text in other clothes', () => {
  const utf16 = (text: string, littleEndian: boolean): Uint8Array => {
    const view = new DataView(new ArrayBuffer(2 * text.length))
    for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), littleEndian)
    return new Uint8Array(view.buffer)
  }

  it.each([
    ['UTF-16 as PowerShell writes it', utf16(`\ufeff${shopText.replaceAll('\n', '\r\n')}`, true)],
    ['big-endian UTF-16', utf16(`\ufeff${shopText}`, false)],
    ['UTF-16 without a mark', utf16(shopText, true)],
    ['UTF-8 with a mark', encode(`\ufeff${shopText}`)],
    ['JSON after blank lines', encode(`\n\n  ${shopText}\n\n`)],
  ])('reads %s', async (_, bytes) => {
    expect((await readSnapshot(bytes)).objects).toHaveLength(objectCount)
  })

  it('reads JSON that warnings and errors of kubectl stand before, and knows what was refused', async () => {
    const refused =
      'Error from server (Forbidden): secrets is forbidden: User "ci" cannot list resource "secrets" in API group "" in the namespace "shop"'
    const snapshot = await readSnapshot(
      encode(`Warning: v1 Endpoints is deprecated in v1.33+\n${refused}\n${shopText}`),
    )
    expect(snapshot.objects).toHaveLength(objectCount)
    expect(snapshot.unseen).toEqual([{ kind: 'Secret', namespace: 'shop', why: 'forbidden' }])
    expect(snapshot.skipped).toEqual([{ name: 'input', why: 'a warning or error from kubectl (2 times)' }])
  })
})
