import { gzipSync, zipSync } from 'fflate'
import { packTar } from 'modern-tar'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { causesUrlFor } from '../../api/causes-url.ts'
import { diagnose } from '../../core/index.ts'
import { FORMATS, mediaTypes, renderers } from '../../core/render/index.ts'
import { bytesOf, filesBelow } from '../read/directory.ts'
import { readRecording, readScenario, scenarioIds } from '../support/scenarios.ts'
import { problemIn } from './problem-of.ts'
import { FROM_SOURCES, type RunningService, startService } from './running-server.ts'

let service: RunningService
beforeAll(async () => {
  service = await startService({}, [], FROM_SOURCES)
})
afterAll(() => service.stop())

function post(query: string, body: Uint8Array, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${service.url}/v1/diagnose${query}`, { method: 'POST', body: new Uint8Array(body), headers })
}

const shop = bytesOf('formats/get-all-shop.json')
const shopYaml = bytesOf('formats/get-all-shop.yaml')

async function archive(scenario: string): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {}
  for (const { name, read } of filesBelow(`clusters/${scenario}`)) {
    if (name !== 'scenario.yaml' && name !== 'manifests.yaml') files[name] = await read()
  }
  return files
}

function tarOf(files: Record<string, Uint8Array>): Promise<Uint8Array> {
  const entries = Object.entries(files).map(([name, body]) => ({ header: { name, size: body.length }, body }))
  return packTar(entries)
}

describe('POST /v1/diagnose', () => {
  it('names the cause in what kubectl printed, as JSON and as YAML', async () => {
    const json = await post('?format=text', shop)
    const text = await json.text()
    expect(text).toContain('image nginx:1.72 does not exist')
    expect(text).toContain('image-not-found')
    expect(await (await post('?format=text', shopYaml)).text()).toContain('image nginx:1.72 does not exist')
  })

  it('reads a body in every wrapping alike', async () => {
    const files = await archive('crash-oom')
    const tar = await tarOf(files)
    const reports = await Promise.all(
      [tar, gzipSync(tar), zipSync(files)].map(async body => (await post('', body)).text()),
    )
    expect(new Set(reports).size).toBe(1)
    expect(JSON.parse(reports[0] ?? '')).toMatchObject({
      verdict: 'stalled',
      problems: [{ cause: 'out-of-memory-killed' }],
    })
  })

  it('takes gzip with and without its header', async () => {
    const plain = await (await post('', shop)).text()
    expect(await (await post('', gzipSync(shop), { 'content-encoding': 'gzip' })).text()).toBe(plain)
    expect(await (await post('', gzipSync(shop))).text()).toBe(plain)
  })

  it.each(FORMATS)('answers in %s exactly what the core renders', async format => {
    const id = 'quota-exceeded'
    const { namespace } = readScenario(id)
    const tar = await tarOf(await archive(id))
    const response = await post(`?namespace=${namespace}&format=${format}`, tar)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe(mediaTypes[format])
    expect(await response.text()).toBe(
      renderers[format](diagnose(readRecording(id), { namespace }), causesUrlFor(format, undefined)),
    )
  })

  it.each(scenarioIds.filter((_, index) => index % 6 === 0))('answers for %s as the core does', async id => {
    const { namespace } = readScenario(id)
    const response = await post(`?namespace=${namespace}`, await tarOf(await archive(id)))
    expect(await response.text()).toBe(renderers.json(diagnose(readRecording(id), { namespace })))
  })
})

describe('the form of the answer', () => {
  it.each([
    [undefined, 'application/json'],
    ['*/*', 'application/json'],
    ['text/plain', 'text/plain; charset=utf-8'],
    ['text/*;q=0.5, application/json;q=0.4', 'text/plain; charset=utf-8'],
    ['text/plain;q=0.2, text/markdown;q=0.9', 'text/markdown; charset=utf-8'],
    ['application/sarif+json', 'application/sarif+json'],
    ['application/json;q=0, */*;q=0.1', 'text/plain; charset=utf-8'],
    ['image/png, */*;q=0.1', 'application/json'],
    ['TEXT/MARKDOWN', 'text/markdown; charset=utf-8'],
  ])('for Accept %s is %s', async (accept, type) => {
    const response = await post('', shop, accept === undefined ? {} : { accept })
    expect(response.headers.get('content-type')).toBe(type)
    expect(response.headers.get('vary')).toMatch(/^Accept\b/)
    await response.body?.cancel()
  })

  it('is what the query says before what Accept says', async () => {
    const response = await post('?format=markdown', shop, { accept: 'application/json' })
    expect(response.headers.get('content-type')).toBe('text/markdown; charset=utf-8')
    await response.body?.cancel()
  })

  it.each(['image/png', 'application/json;q=0', 'text/plain;q=0, image/*'])(
    'is refused for Accept %s',
    async accept => {
      const problem = await problemIn(await post('', shop, { accept }))
      expect(problem).toMatchObject({ status: 406, where: 'header Accept' })
      for (const format of FORMATS) expect(problem.hint).toContain(format)
    },
  )
})

describe('what is asked about', () => {
  const ofShop = async (query: string) => JSON.parse(await (await post(query, shop)).text()) as { workloads: object[] }

  it.each(['deployment/web', 'deploy/web', 'deployments.apps/web', 'Deployment/web'])('may be named %s', async name => {
    expect((await ofShop(`?workload=${name}`)).workloads).toEqual([
      expect.objectContaining({ kind: 'Deployment', namespace: 'shop', name: 'web' }),
    ])
  })

  it.each([
    ['?namespace=shpo', 'namespace-not-in-input', 'Did you mean shop?'],
    ['?workload=deploy/weeb', 'workload-not-in-input', 'Did you mean web?'],
    ['?workload=sts/web', 'workload-not-in-input', 'It has no StatefulSets'],
    ['?namespace=shop&workload=deploy/api', 'workload-not-in-input', 'web'],
  ])('must be in the snapshot: %s', async (query, code, hint) => {
    expect(await problemIn(await post(query, shop))).toMatchObject({
      status: 422,
      code,
      hint: expect.stringContaining(hint) as string,
    })
  })

  it.each([
    ['?namespce=shop', 'unknown-field', 'Did you mean namespace?'],
    ['?bogus=1', 'unknown-field', 'Known: namespace, workload, format, patch.'],
    ['?namespace=Shop', 'bad-field', 'lower-case'],
    ['?namespace=a&namespace=b', 'bad-field', 'lower-case'],
    ['?namespace=', 'bad-field', 'lower-case'],
    ['?workload=web', 'bad-field', 'deployment/web'],
    ['?workload=configmap/web', 'bad-field', 'deployment/web'],
    ['?format=xml', 'bad-field', 'text, summary, markdown'],
  ])('must be said right: %s', async (query, code, hint) => {
    expect(await problemIn(await post(query, shop))).toMatchObject({
      status: 400,
      code,
      hint: expect.stringContaining(hint) as string,
    })
  })
})

it.each([
  ['?bogus=1', 'Unknown query parameter: bogus.', 'query, bogus'],
  ['?%3Cb%3E=1', 'Unknown query parameter.', 'query'],
])('names an unknown parameter and where it is, if it looks like a name: %s', async (query, detail, where) => {
  expect(await problemIn(await post(query, shop))).toMatchObject({ status: 400, detail, where })
})

describe('a patch that is tried', () => {
  const tryOut = async (patch: unknown) =>
    post(
      `?namespace=shop&patch=${encodeURIComponent(JSON.stringify(patch))}`,
      await tarOf(await archive('image-tag-typo')),
    )
  const container = { name: 'web', image: 'nginx:1.27' }
  const cure = {
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: { template: { spec: { containers: [container] } } },
  }

  it('is answered with what would be, and what is not known of it', async () => {
    const report = (await (await tryOut(cure)).json()) as { problems: unknown[]; notes: string[] }
    expect(report).toMatchObject({ verdict: 'progressing', problems: [] })
    expect(report.notes.at(-1)).toMatch(/^Diagnosed with a patch of Deployment shop\/web: .*statuses.*left out\.$/)
  })

  it.each([
    [{ ...cure, metadata: { name: 'wob' } }, 422, 'patch', 'Deployment shop/wob'],
    [
      { target: { kind: 'Deployment', name: 'web' }, patch: [{ op: 'remove', path: '/x' }] },
      422,
      'patch',
      'cannot remove /x',
    ],
    [Array.from({ length: 21 }, () => cure), 400, 'query, patch', 'At most 20'],
    [{ ...cure, spec: 'x'.repeat(66_000) }, 400, 'query, patch', 'at most 64 KiB'],
    [{ ...cure, spec: 'x'.repeat(90_000) }, 431, 'headers', '80 KiB'],
    [JSON.parse(`${'{"a":'.repeat(70)}1${'}'.repeat(70)}`), 400, 'query, patch', 'does not specify its target object'],
    [{ ...cure, spec: JSON.parse('['.repeat(70) + ']'.repeat(70)) }, 400, 'query, patch', 'deeper than 64 levels'],
  ])('%.60j is refused with what helps', async (patch, status, where, said) => {
    const problem = await problemIn(await tryOut(patch))
    expect(problem).toMatchObject({ status, where })
    expect(JSON.stringify(problem)).toContain(said)
  })
})

describe('POST /v1/path', () => {
  const walk = (query: string, headers: Record<string, string> = {}) =>
    fetch(`${service.url}/v1/path${query}`, { method: 'POST', body: new Uint8Array(shop), headers })

  it('says hop by hop where a way is broken', async () => {
    const response = await walk('?from=deploy/web&to=203.0.113.9:5432')
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ schema: 1, state: 'undecided', to: '203.0.113.9:5432' })
    const text = await walk('?from=deploy/web&to=example.com:443', { accept: 'text/plain' })
    expect(text.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(await text.text()).toContain('example.com is outside the cluster')
  })

  it.each([
    ['', 400, 'query, from'],
    ['?from=deploy/web', 400, 'query, to'],
    ['?from=deploy/nope&to=svc/web', 422, 'from'],
    ['?from=deploy/web&to=svc/nope', 422, 'to'],
    ['?from=deploy/web&to=web:0', 422, 'to'],
    ['?from=svc/web&to=web', 422, 'from'],
    [`?from=deploy/web&to=${'x'.repeat(301)}`, 400, 'query, to'],
  ])('%.60s is refused with what helps', async (query, status, where) => {
    const problem = await problemIn(await walk(query))
    expect(problem).toMatchObject({ status, where })
    expect(problem.hint).not.toBe('')
  })
})
