import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../../api/app.ts'
import { bundledReference } from '../../api/bundled-reference.ts'
import type { LogEntry } from '../../api/deps.ts'
import { diagnoseInProcess } from '../../api/diagnosis.ts'
import { inProcessLive } from '../../api/live/in-process.ts'
import { inProcessMcp } from '../../api/mcp/in-process.ts'
import { connectorOf } from '../../api/node/live.ts'
import { type FakeApiServer, startFakeApiServer } from '../fake/api-server.ts'

const TOKEN = 'CANARY-caller-token-0123456789'
const entries: LogEntry[] = []

function apiWith(tokens: readonly string[]) {
  const live = inProcessLive(tokens, connectorOf({ allowInsecure: false, allowLoopback: true }))
  const deps = { maxBodyBytes: 1_000_000, diagnose: diagnoseInProcess({}), reference: bundledReference, live }
  return createApp({
    ...deps,
    mcp: inProcessMcp({ ...deps, render: {}, version: '0' }),
    log: entry => entries.push(entry),
  })
}

let server: FakeApiServer
beforeAll(async () => {
  server = await startFakeApiServer({ cluster: 'crash-missing-module' })
})
afterAll(() => server.close())

type Api = ReturnType<typeof apiWith>

async function send(api: Api, method: string, params: object, token: string | undefined = TOKEN) {
  const response = await api.request('/mcp', {
    method: 'POST',
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    headers: {
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      ...(token !== '' && { authorization: `Bearer ${token}` }),
    },
  })
  expect(response.status).toBe(200)
  return (await response.json()) as { result?: Record<string, unknown>; error?: Record<string, unknown> }
}

const calling = (args: object) => ({ name: 'diagnose_cluster', arguments: args })

describe('diagnose_cluster', () => {
  const api = apiWith([TOKEN])

  it('is listed where callers are known', async () => {
    const { result } = await send(api, 'tools/list', {}, '')
    expect(result).toMatchObject({
      tools: [{}, {}, { name: 'diagnose_cluster' }, { name: 'trace_cluster_path' }, {}, {}],
    })
  })

  it('answers what the API answers', async () => {
    const asked = { kubeconfig: server.kubeconfig(), namespace: 'checkout' }
    const { result } = await send(api, 'tools/call', calling(asked))
    const post = await api.request('/v1/clusters/diagnose', {
      method: 'POST',
      body: JSON.stringify(asked),
      headers: { authorization: `Bearer ${TOKEN}` },
    })
    const { problems, verdict, summary } = (await post.json()) as Record<string, unknown>
    expect(verdict).toBe('stalled')
    expect(result?.['structuredContent']).toMatchObject({ problems, verdict, summary })
    expect(result?.['isError']).toBeUndefined()
  })

  it('traces a path as the API does', async () => {
    const asked = { kubeconfig: server.kubeconfig(), namespace: 'checkout' }
    const ends = { from: 'deploy/checkout', to: 'kubernetes.default:443' }
    const { result } = await send(api, 'tools/call', { name: 'trace_cluster_path', arguments: { ...asked, ...ends } })
    const post = await api.request(`/v1/clusters/path?${new URLSearchParams(ends)}`, {
      method: 'POST',
      body: JSON.stringify(asked),
      headers: { authorization: `Bearer ${TOKEN}` },
    })
    expect(result?.['structuredContent']).toEqual(await post.json())
    expect(result?.['structuredContent']).toMatchObject({
      from: 'Deployment checkout/checkout',
      hops: expect.any(Array),
    })
  })

  it.each([
    ['', 'requires a bearer token'],
    ['wrong-token-wrong-token-wrong', 'not valid for this service'],
  ])('is refused with the token %j', async (token, said) => {
    const { result } = await send(api, 'tools/call', calling({ kubeconfig: server.kubeconfig() }), token)
    expect(result).toMatchObject({ isError: true, content: [{ text: expect.stringContaining(said) as string }] })
  })

  it('counts what a caller asks for at both adapters together', async () => {
    const narrow = apiWith([TOKEN])
    const kubeconfig = 'no kubeconfig'
    const viaApi = () =>
      narrow.request('/v1/clusters/diagnose', {
        method: 'POST',
        body: JSON.stringify({ kubeconfig }),
        headers: { authorization: `Bearer ${TOKEN}` },
      })
    for (let sent = 0; sent < 30; sent++) expect((await viaApi()).status).toBe(400)
    const { result } = await send(narrow, 'tools/call', calling({ kubeconfig }))
    expect(result).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('more than 30 requests in a minute') as string }],
    })
  })

  it.each<[object, string]>([
    [{}, 'arguments, kubeconfig'],
    [{ kubeconfig: 5 }, 'arguments, kubeconfig'],
    [{ kubeconfig: 'x', namespace: 'a', allNamespaces: true }, 'arguments, allNamespaces'],
  ])('answers bad arguments with a protocol error: %j', async (args, where) => {
    const { error } = await send(api, 'tools/call', calling(args))
    expect(error).toMatchObject({ code: -32602, data: { where } })
  })

  it('repeats nothing of a kubeconfig that is refused, in the answer or the log', async () => {
    const said = await send(api, 'tools/call', calling({ kubeconfig: 'CANARY: [1' }))
    expect(said.result).toMatchObject({ isError: true })
    expect(JSON.stringify([said, entries])).not.toContain('CANARY')
  })
})
