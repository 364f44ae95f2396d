import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createApp } from '../../api/app.ts'
import { bundledReference } from '../../api/bundled-reference.ts'
import type { LogEntry } from '../../api/deps.ts'
import { OPENAPI } from '../../api/description/openapi.generated.ts'
import { openApiOf } from '../../api/description/openapi.ts'
import { diagnoseInProcess } from '../../api/diagnosis.ts'
import { inProcessLive } from '../../api/live/in-process.ts'
import { KubeconfigError } from '../../core/connect/kubeconfig-error.ts'
import { bounded } from '../fuzz/seed.ts'
import { bytesOf } from '../read/directory.ts'

const LIMIT = 4 * 1024 * 1024
const TOKEN = 'a-token-of-the-service-0123456789'
const log: LogEntry[] = []
const app = createApp({
  maxBodyBytes: LIMIT,
  diagnose: diagnoseInProcess({ maxBytes: LIMIT }),
  reference: bundledReference,
  live: inProcessLive([TOKEN], {
    allowInsecure: false,
    connect: () => Promise.reject(new KubeconfigError('refused-address', 'Nothing is connected to.')),
  }),
  log: entry => log.push(entry),
})

interface Operation {
  readonly operationId: string
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly schema: { readonly enum?: readonly string[] }
  }[]
  readonly requestBody?: object
  readonly responses: Readonly<
    Record<string, { readonly content: Readonly<Record<string, { readonly schema: object }>> }>
  >
}

const shop = Uint8Array.from(bytesOf('formats/get-all-shop.json'))

const operations = Object.entries(OPENAPI.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    path,
    method: method.toUpperCase(),
    operation: operation as unknown as Operation,
  })),
)

/** A schema of the document with its references made absolute. */
function standalone(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/schemas/', '"https://kubewhy.test/')) as object
}

const ajv = new Ajv2020({ strict: false, allErrors: false })
addFormats.default(ajv)
for (const [name, schema] of Object.entries(OPENAPI.components.schemas)) {
  ajv.addSchema(standalone(schema), `https://kubewhy.test/${name}`)
}
const validators = new Map<object, ReturnType<typeof ajv.compile>>()

/** Throws where the document does not allow that answer to that operation. */
async function checkAnswer(operation: Operation, response: Response): Promise<void> {
  const documented = operation.responses[response.status]
  const type = (response.headers.get('content-type') ?? '').split(';')[0] ?? ''
  expect(documented?.content, `${operation.operationId} ${response.status}`).toHaveProperty([type])
  const schema = documented?.content[type]?.schema ?? {}
  const text = await response.text()
  const value: unknown = type.endsWith('json') ? JSON.parse(text) : text
  const validate = validators.get(schema) ?? ajv.compile(standalone(schema))
  validators.set(schema, validate)
  expect(validate(value), `${operation.operationId} ${response.status} ${JSON.stringify(validate.errors)}`).toBe(true)
}

function ask(method: string, path: string, init: { body?: BodyInit; headers?: Record<string, string> } = {}) {
  return app.request(path, { method, ...init })
}

describe('the description of the API', () => {
  it('is a valid OpenAPI 3.1 document', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone<Record<string, unknown>>(OPENAPI))
    expect(errors).toBeUndefined()
    expect(valid).toBe(true)
  })

  it('is current, and what /openapi.json serves', async () => {
    expect(OPENAPI).toEqual(openApiOf(app.described))
    expect(await (await ask('GET', '/openapi.json')).json()).toEqual(OPENAPI)
  })

  it('has every operation below /v1', () => {
    const served = app.routes
      .filter(({ path, method }) => path.startsWith('/v1/') && method !== 'ALL')
      .map(({ path, method }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
    const known = new Set(operations.map(({ method, path }) => `${method} ${path}`))
    expect(served.filter(each => !known.has(each))).toEqual([])
  })

  it('shows an example that works for every parameter that has one', async () => {
    for (const { path, method, operation } of operations) {
      if (method !== 'GET') continue
      const filled = path.replace('{id}', 'image-not-found')
      const response = await ask(method, filled)
      expect(response.status, filled).toBe(200)
      await checkAnswer(operation, response)
    }
  })
})

describe('every answer fits the description', () => {
  const post = operations.find(({ path }) => path === '/v1/diagnose')?.operation as Operation

  it.each(['text', 'markdown', 'json', 'html', 'sarif'])('of POST /v1/diagnose in %s', async format => {
    const response = await ask('POST', `/v1/diagnose?format=${format}`, { body: shop })
    expect(response.status).toBe(200)
    await checkAnswer(post, response)
  })

  it.each<[number, string, { body?: BodyInit; headers?: Record<string, string> }]>([
    [400, '/v1/diagnose', { body: '{"a":' }],
    [406, '/v1/diagnose', { body: shop, headers: { accept: 'image/png' } }],
    [413, '/v1/diagnose', { body: ' '.repeat(LIMIT + 1) }],
    [415, '/v1/diagnose', { body: '<html>' }],
    [422, '/v1/diagnose?namespace=nowhere', { body: shop }],
  ])('of POST /v1/diagnose with status %i', async (status, path, init) => {
    const response = await ask('POST', path, init)
    expect(response.status).toBe(status)
    await checkAnswer(post, response)
  })
})

describe('whatever is sent', () => {
  const valueFor = (parameter: { schema: { enum?: readonly string[] } }) =>
    fc.oneof(
      fc.constantFrom(...(parameter.schema.enum ?? ['shop', 'deployment/web', 'image-not-found'])),
      fc.string({ unit: 'binary', maxLength: 40 }),
    )
  const json = fc.oneof(
    fc.json({ maxDepth: 4 }),
    fc
      .record({
        kind: fc.constantFrom('List', 'Pod', 'PodList', 'Status', 'Table'),
        metadata: fc.anything(),
        items: fc.array(fc.anything()),
      })
      .map(value => {
        try {
          return JSON.stringify(value)
        } catch {
          return '{}'
        }
      }),
  )
  const body = fc.oneof(
    json,
    fc.string({ unit: 'binary' }),
    fc.uint8Array({ maxLength: 2000 }),
    fc.record({ at: fc.nat(80_000), byte: fc.nat(255) }),
  )
  /** One byte of a recording changed, or the bytes themselves. */
  const bytesFrom = (made: string | Uint8Array | { readonly at: number; readonly byte: number }): BodyInit => {
    if (typeof made === 'string' || made instanceof Uint8Array) return made as BodyInit
    const broken = Uint8Array.from(shop)
    broken[made.at] = made.byte
    return broken
  }
  const headers = fc.record(
    {
      accept: fc.constantFrom(
        '*/*',
        'text/plain',
        'application/json;q=0.1, text/html',
        'image/*',
        ';;q=,',
        'text/plain;q=abc',
      ),
      'content-type': fc.constantFrom('application/json', 'text/yaml', 'multipart/form-data', 'x'),
      authorization: fc.constantFrom(`Bearer ${TOKEN}`, 'Bearer x', 'Basic x'),
      'content-encoding': fc.constantFrom('gzip', 'br', 'identity', ''),
    },
    { requiredKeys: [] },
  )

  it.each(operations)('$method $path answers as described, never with 5xx', async ({ method, path, operation }) => {
    const parameters = operation.parameters ?? []
    const query = parameters.filter(each => each.in === 'query')
    const request = fc.record({
      id: fc.oneof(
        fc.constantFrom('image-not-found', 'constructor', '__proto__', '%2e%2e'),
        fc.string({ maxLength: 30 }),
      ),
      query: fc.record(Object.fromEntries(query.map(each => [each.name, valueFor(each)])), { requiredKeys: [] }),
      extra: fc.option(fc.string({ maxLength: 10 }), { freq: 8 }),
      headers,
      body,
    })
    await fc.assert(
      fc.asyncProperty(request, async sent => {
        const search = new URLSearchParams(sent.query as Record<string, string>)
        if (sent.extra !== null) search.append(sent.extra, 'x')
        const id = encodeURIComponent(sent.id)
        fc.pre(id !== '' && id !== '.' && id !== '..')
        const url = `${path.replace('{id}', id)}?${search}`
        const init = operation.requestBody
          ? { body: bytesFrom(sent.body), headers: sent.headers }
          : { headers: sent.headers }
        const response = await ask(method, url, init as { body?: BodyInit; headers?: Record<string, string> })
        expect(response.status).toBeLessThan(500)
        await checkAnswer(operation, response)
      }),
      bounded(300),
    )
    expect(log.filter(({ status }) => status >= 500)).toEqual([])
  })
})
