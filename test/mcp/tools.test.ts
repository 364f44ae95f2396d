import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { report } from '../../api/schemas/report.ts'
import { CAUSES } from '../../core/index.ts'
import { type RunningService, startService } from '../api/running-server.ts'
import { bytesOf } from '../read/directory.ts'
import { sampler } from '../support/sample.ts'
import { readScenario } from '../support/scenarios.ts'
import { call, overHttp, overStdio, textOf } from './connect.ts'
import { tarOf } from './tar.ts'

const shop = new TextDecoder().decode(bytesOf('formats/get-all-shop.json'))

const sample = sampler(8)

let service: RunningService
const clients: Record<string, Client> = {}
beforeAll(async () => {
  service = await startService()
  clients['streamable HTTP'] = await overHttp(service.url)
  clients['stdio'] = await overStdio()
})
afterAll(async () => {
  await Promise.all(Object.values(clients).map(client => client.close()))
  await service.stop()
})

function clientOver(transport: string): Client {
  const client = clients[transport]
  if (client === undefined) throw new Error(`no client over ${transport}`)
  return client
}

describe.each(['streamable HTTP', 'stdio'])('over %s', transport => {
  it('says who it is and lists its tools with the schemas of their reports', async () => {
    const client = clientOver(transport)
    expect(client.getServerVersion()).toMatchObject({
      name: 'kubewhy',
      version: expect.stringMatching(/^\d/) as string,
    })
    expect(client.getInstructions()).toContain('diagnose_snapshot')
    const { tools } = await client.listTools()
    const live = transport === 'stdio' ? ['diagnose_cluster', 'trace_cluster_path'] : []
    expect(tools.map(({ name }) => name)).toEqual([
      'diagnose_snapshot',
      'trace_path',
      ...live,
      'list_causes',
      'explain_cause',
    ])
    for (const tool of tools) {
      expect(tool.annotations?.readOnlyHint).toBe(true)
      expect(tool.inputSchema).toMatchObject({ type: 'object', additionalProperties: false })
    }
    const schema = tools[0]?.outputSchema
    expect(schema?.type).toBe('object')
    expect(Object.keys(schema?.properties ?? {})).toEqual(Object.keys(report.shape))
    expect(schema?.properties?.['problems']).toMatchObject({
      description: 'In the order in which to fix them.',
      items: { properties: { cause: { type: 'string' }, subject: { required: ['kind', 'name'] } } },
    })
    expect(JSON.stringify(tools)).not.toContain('$ref')
  })

  it('traces the path between two ends', async () => {
    const ends = { from: 'deploy/web', to: 'svc/nowhere' }
    const missing = await call(clientOver(transport), 'trace_path', { snapshot: shop, ...ends })
    expect(missing.isError).toBe(true)
    expect(textOf(missing)).toContain('Service nowhere does not exist')
    const found = await call(clientOver(transport), 'trace_path', { snapshot: shop, ...ends, to: '203.0.113.9:5432' })
    expect(found.structuredContent).toMatchObject({ schema: 1, state: 'undecided' })
    expect(textOf(found)).toContain('203.0.113.9 is an address outside the cluster')
  })

  it('diagnoses what kubectl printed', async () => {
    const result = await call(clientOver(transport), 'diagnose_snapshot', { snapshot: shop, workload: 'deploy/web' })
    expect(result.structuredContent).toMatchObject({ verdict: 'stalled', problems: [{ cause: 'image-not-found' }] })
    expect(textOf(result)).toContain('image nginx:1.72 does not exist')
  })

  it.each(['two-problems', 'crash-oom', 'quota-exceeded', 'healthy-recovered', 'progressing-slow-start', 'node-lost'])(
    'answers for %s what the API answers',
    async id => {
      const { namespace } = readScenario(id)
      const tar = await tarOf(id)
      const post = async (format: string) => {
        const url = `${service.url}/v1/diagnose?namespace=${namespace}&format=${format}`
        return (await fetch(url, { method: 'POST', body: tar })).text()
      }
      const result = await call(clientOver(transport), 'diagnose_snapshot', {
        snapshot: Buffer.from(tar).toString('base64'),
        encoding: 'base64',
        namespace,
      })
      expect(`${JSON.stringify(result.structuredContent, null, 2)}\n`).toBe(await post('json'))
      expect(textOf(result)).toBe(await post('text'))
    },
  )

  it('tries a patch', async () => {
    const client = clientOver(transport)
    const containers = [{ name: 'web', image: 'nginx:1.27' }]
    const web = { kind: 'Deployment', metadata: { name: 'web' }, spec: { template: { spec: { containers } } } }
    const after = await call(client, 'diagnose_snapshot', { snapshot: shop, namespace: 'shop', patch: web })
    expect(after.structuredContent).toMatchObject({ problems: [] })
    const policy = { target: { kind: 'NetworkPolicy', name: 'seats-redis' }, patch: { spec: { ingress: [{}] } } }
    const walk = async (patch: object) => {
      const snapshot = Buffer.from(await tarOf('ready-ingress-policy')).toString('base64')
      const ends = { from: 'deploy/seats-api', to: 'svc/seats-redis:6379', namespace: 'seat-booking' }
      return (await call(client, 'trace_path', { snapshot, encoding: 'base64', ...ends, ...patch })).structuredContent
    }
    expect(await walk({})).toMatchObject({ state: 'broken' })
    expect(await walk({ patch: [policy] })).toMatchObject({ state: 'open' })
  })

  it('lists and explains the causes as the API does', async () => {
    const client = clientOver(transport)
    const api = async (path: string) => (await fetch(service.url + path)).json() as Promise<object>
    const listed = await call(client, 'list_causes', {})
    expect(listed.structuredContent).toEqual(await api('/v1/causes'))
    expect(textOf(listed).split('\n')).toHaveLength(CAUSES.length + 1)
    const explained = await call(client, 'explain_cause', { id: 'image-not-found' })
    expect(explained.structuredContent).toEqual(await api('/v1/causes/image-not-found'))
    expect(textOf(explained)).toContain('## How to fix it')
  })

  it('holds the catalogue as resources', async () => {
    const client = clientOver(transport)
    const { resources } = await client.listResources()
    expect(resources.map(({ name }) => name)).toEqual(CAUSES.map(({ id }) => id))
    const { resourceTemplates } = await client.listResourceTemplates()
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual(['kubewhy://causes/{id}'])
    for (const { uri, name } of sample(resources)) {
      const { contents } = await client.readResource({ uri })
      expect(contents).toEqual([
        { uri, mimeType: 'text/markdown', text: expect.stringContaining(`# ${name}\n`) as string },
      ])
    }
    await expect(client.readResource({ uri: 'kubewhy://causes/nothing' })).rejects.toMatchObject({ code: -32002 })
  })

  it.each([
    ['diagnose_snapshot', { snapshot: 5 }, 'arguments, snapshot', 'Must be a string'],
    ['diagnose_snapshot', { snapshot: '' }, 'arguments, snapshot', 'Must be a string'],
    ['diagnose_snapshot', { snapshot: '{}', patch: { spec: {} } }, 'arguments, patch', 'its target object'],
    ['trace_path', { snapshot: '{}', from: 'a', to: 'b', patch: 'x' }, 'arguments, patch', 'Kustomize'],
    ['diagnose_snapshot', { snapshot: '{}', encoding: 'hex' }, 'arguments, encoding', 'text, base64'],
    ['diagnose_snapshot', { snapshot: '{}', workload: 'web' }, 'arguments, workload', 'deployment/web'],
    ['diagnose_snapshot', { snapshot: '{}', namespace: 'A B' }, 'arguments, namespace', 'lower-case'],
    ['diagnose_snapshot', { snapshot: '{}', namespce: 'shop' }, 'arguments, namespce', 'Did you mean namespace?'],
    ['explain_cause', {}, 'arguments, id', 'list_causes'],
    ['explain_cause', { id: 'image-not-fund' }, 'arguments, id', 'Did you mean image-not-found?'],
    ['list_causes', { all: true }, 'arguments, all', 'Send none.'],
  ])('answers bad arguments of %s with a protocol error: %j', async (name, args, where, hint) => {
    await expect(call(clientOver(transport), name, args)).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining(hint) as string,
      data: { where },
    })
  })

  it('says which tools there are to who calls another', async () => {
    await expect(call(clientOver(transport), 'diagnose', {})).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining('diagnose_snapshot') as string,
    })
  })

  it.each([
    [{ snapshot: 'no snapshot at all' }, /./],
    [{ snapshot: '{"kind":"List","items":[' }, /truncated|ends|cut|complete/i],
    [{ snapshot: shop, namespace: 'shpo' }, /no objects in namespace shpo.*Did you mean shop\?/s],
    [{ snapshot: 'bm90IGJhc2U2NA=!', encoding: 'base64' }, /not valid base64\. \(arguments, snapshot, character 16\)/],
  ])('says what is wrong with a snapshot that is no use: %#', async (args, said) => {
    const result = await call(clientOver(transport), 'diagnose_snapshot', args)
    expect(result.isError).toBe(true)
    expect(textOf(result)).toMatch(said)
    expect(textOf(result)).not.toMatch(/\bat .*\.(ts|js):\d/)
  })
})
