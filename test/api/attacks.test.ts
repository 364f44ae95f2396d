import { readFileSync } from 'node:fs'
import { zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bytesOf } from '../read/directory.ts'
import { DISGUISES, FORMS, VALUES } from '../redact/forms.ts'
import { crowd } from '../support/crowd.ts'
import { manyValues } from '../support/many.ts'
import type { Raw } from '../support/raw.ts'
import { codeOf, emptyObjects, gzipped, MIB, post, stalling, whileHealthy } from './attacks.ts'
import { type Hostility, startHostileApiServer } from './hostile-api-server.ts'
import { type LimitedService, startLimited, USER } from './limited-service.ts'

const TOKEN = 'CANARY-caller-token-0123456789'
const LIMIT_MIB = 512
const JSON_TYPE = { 'content-type': 'application/json' }
const RPC = { ...JSON_TYPE, accept: 'application/json, text/event-stream' }
const shop = bytesOf('formats/get-all-shop.json') as Uint8Array<ArrayBuffer>

let service: LimitedService
beforeAll(async () => {
  service = await startLimited(LIMIT_MIB, { KUBEWHY_TOKENS: TOKEN, KUBEWHY_ALLOW_LOOPBACK: '1' })
})
afterAll(() => service?.stop())

function readLive(kubeconfig: string, more: object = {}): Promise<Response> {
  const headers = { ...JSON_TYPE, authorization: `Bearer ${TOKEN}` }
  return post(service, JSON.stringify({ kubeconfig, ...more }), '/v1/clusters/diagnose', headers)
}

/** The code after retries while the service is busy. */
async function askPatiently(body: Uint8Array<ArrayBuffer>): Promise<string> {
  const code = await codeOf(post(service, body))
  return code === '503 busy' ? askPatiently(body) : code
}

function listOf(objects: readonly unknown[]): Buffer<ArrayBuffer> {
  return Buffer.from(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }))
}

describe(`the service with ${LIMIT_MIB} MiB`, () => {
  it('stands bodies that grow, and says at which limit it stopped', async () => {
    const objects = emptyObjects(12)
    const once = gzipped(objects, 1)
    const bodies = [objects, once, gzipped(once, 1), gzipped(once, 2)]
    expect(bodies[2]?.length).toBeLessThan(400)
    const codes = await whileHealthy(service, () => Promise.all(bodies.map(body => codeOf(post(service, body)))))
    for (const code of codes) expect(code).toMatch(/^413 (?:too-many-objects|inflates-too-much)$/)
    expect(codes.slice(2)).toEqual(['413 inflates-too-much', '413 inflates-too-much'])
  })

  it('refuses bodies of 210 MiB, announced or not', async () => {
    const announced = emptyObjects(210)
    const unannounced = new ReadableStream<Uint8Array>({
      pull: controller => controller.enqueue(new Uint8Array(MIB).fill(0x20)),
    })
    const streamed = { method: 'POST', body: unannounced, duplex: 'half' }
    const codes = await whileHealthy(service, () =>
      Promise.all([
        codeOf(post(service, announced)).catch(() => 'closed'),
        codeOf(fetch(`${service.url}/v1/diagnose`, streamed)).catch(() => 'closed'),
      ]),
    )
    // A client that is still sending may see the connection closed before the response.
    for (const code of codes) expect(code).toMatch(/^413 too-large$|^closed$/)
  })

  it('kills what takes too much memory, and only that', async () => {
    const containers = Array.from({ length: 25 }, (_, at) => `{"name":"c${at}","image":"i"}`).join(',')
    const pods = Array.from(
      { length: 20_000 },
      (_, at) => `{"kind":"Pod","metadata":{"name":"p${at}","namespace":"a"},"spec":{"containers":[${containers}]}}`,
    )
    const heavy = codeOf(post(service, `[${pods.join(',')}]`))
    const [code, small] = await whileHealthy(service, () => Promise.all([heavy, codeOf(post(service, shop))]))
    expect([code, small]).toEqual(['413 takes-too-much-memory', '200'])
  })

  it('serves small bodies while ten bombs come, and large ones while others stall', async () => {
    const bomb = gzipped(emptyObjects(24), 3)
    const bombs = Array.from({ length: 10 }, () => askPatiently(bomb))
    expect(await askPatiently(shop)).toBe('200')
    expect(new Set(await Promise.all(bombs))).toEqual(new Set(['413 inflates-too-much']))
    const held = Array.from({ length: 2 }, () => stalling(service, 30 * MIB, Buffer.alloc(MIB, ' ')))
    await expect.poll(() => codeOf(post(service, shop))).toBe('200')
    const large = Buffer.concat([shop, Buffer.alloc(30 * MIB, ' ')])
    expect(await askPatiently(large)).toBe('200')
    const said = await Promise.all(held.map(({ answer }) => answer))
    for (const one of said) expect(one).toMatch(/^408 body-stalled$|^503 busy$|^closed$/)
  })

  it('answers what would take minutes if all were compared with all', async () => {
    for (const { objects } of [crowd('config-map-missing', 300), manyValues(8000)]) {
      expect(await whileHealthy(service, () => codeOf(post(service, listOf(objects))))).toBe('200')
    }
    const zip = zipSync(
      Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`a/${at}.yaml`, Buffer.from('a: 1')])),
    )
    const view = new DataView(zip.buffer)
    // The first file goes on to the end of the last one.
    const directory = view.getUint32(zip.length - 6, true)
    view.setUint32(directory + 20, directory - 100, true)
    expect(await codeOf(post(service, zip as Uint8Array<ArrayBuffer>))).toBe('422 overlapping-entries')
  })

  it('shows no credential, whatever its form and the format of the answer', async () => {
    const sample = <T>(all: readonly T[]) => all.filter((_, index) => index % 5 === 0)
    const forms = sample(FORMS)
    const disguised = sample(Object.values(DISGUISES).flatMap(disguise => VALUES.map(disguise)))
    const texts = [...forms.map(({ text }) => text), ...disguised]
    const { objects } = crowd('readiness-404', texts.length, {
      each: (object, copy) =>
        object.kind === 'Event' ? { ...object, message: `${object['message']} ${texts[copy]} end` } : object,
    })
    const data = Object.fromEntries(
      VALUES.map((value, index) => [`key-${index}`, Buffer.from(value).toString('base64')]),
    )
    const { namespace } = (objects.at(-1) as Raw).metadata
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'held', namespace }, data }
    const body = listOf([...objects, secret])
    const answers = ['text', 'markdown', 'json', 'sarif', 'html'].map(format =>
      post(service, body, `/v1/diagnose?format=${format}`).then(response => response.text()),
    )
    const params = { name: 'diagnose_snapshot', arguments: { snapshot: body.toString() } }
    const message = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params })
    answers.push(post(service, message, '/mcp', RPC).then(response => response.text()))
    const held = [...forms.map(each => each.held), ...disguised.filter(text => text.length > 8)]
    for (const answer of await Promise.all(answers)) expect(held.filter(each => answer.includes(each))).toEqual([])
    expect((await answers[2])?.split('[redacted]').length).toBeGreaterThan(texts.length / 2)
  })

  it('parses no message and no kubeconfig where it serves', async () => {
    const values = `[${'{"a":1},'.repeat(1_800_000)}1]`
    expect(await whileHealthy(service, () => codeOf(post(service, values, '/mcp', RPC)))).toBe('413 too-many-values')
    const large = `[${'{"a":1},'.repeat(3_200_000)}1]`
    expect(await codeOf(post(service, large, '/mcp', RPC)).catch(() => 'closed')).toMatch(/^413 too-large$|^closed$/)
    const keys = Array.from({ length: 6000 }, (_, at) => `k${at}: 1`).join('\n')
    expect(await whileHealthy(service, () => codeOf(readLive(keys)))).toBe('400 kubeconfig-not-readable')
    expect(await codeOf(readLive('a: 1\n'.repeat(20_000)))).toBe('413 kubeconfig-too-large')
    expect(await codeOf(readLive(`${'[ '.repeat(30_000)}`))).toBe('400 kubeconfig-not-readable')
  })

  it.each<[Hostility, RegExp]>([
    // On a busy machine the read times out first; memory is checked below.
    ['bomb', /^(?:a response|all responses together) (?:was|were) larger than \d+ MiB$|^timed out$/m],
    ['many', /^a page had more than the \d+ requested objects|^all responses together were larger than|^timed out$/m],
    ['endless', /^0 of more than 0 objects were read/m],
  ])('reads no more of an API server than it has room for: %s', async (hostility, why) => {
    const api = await startHostileApiServer(hostility)
    try {
      const response = await whileHealthy(service, () => readLive(api.kubeconfig, { namespace: 'shop' }))
      expect(response.status).toBe(200)
      const { unseen } = (await response.json()) as { unseen: { why: string }[] }
      expect(unseen.map(each => each.why).join('\n')).toMatch(why)
    } finally {
      await api.close()
    }
  })

  it('runs as a user without a name, on a root that cannot be written', ({ skip }) => {
    if (!service.isConfined) return skip('this machine lets no test change the user and the root')
    const status = readFileSync(`/proc/${service.process.pid}/status`, 'utf8')
    expect(status).toMatch(new RegExp(`^Uid:\\s+${USER}\\s+${USER}\\s`, 'm'))
    expect(status).toMatch(/^CapEff:\s+0+$/m)
    expect(readFileSync(`/proc/${service.process.pid}/mountinfo`, 'utf8')).toMatch(/ \/ \/ ro[, ]/)
  })

  it('kept within its memory, and was not ended', () => {
    expect(service.outOfMemory()).toBe(0)
    expect(service.peakMiB()).toBeLessThanOrEqual(LIMIT_MIB)
    expect(service.process.exitCode).toBeNull()
    expect(service.errors()).toBe('')
    expect(service.lines.join('\n')).not.toContain('"internal"')
  })
})
