import { describe, expect, it } from 'vitest'
import { createApp } from '../../api/app.ts'
import { bundledReference } from '../../api/bundled-reference.ts'
import type { LogEntry } from '../../api/deps.ts'
import { diagnoseInProcess } from '../../api/diagnosis.ts'
import { inProcessMcp } from '../../api/mcp/in-process.ts'
import { problemIn } from '../api/problem-of.ts'
import { bytesOf } from '../read/directory.ts'

const shop = new TextDecoder().decode(bytesOf('formats/get-all-shop.json'))
const ANSWERS = 'application/json, text/event-stream'

function appWith(maxBodyBytes: number, publicUrl?: string) {
  const entries: LogEntry[] = []
  const deps = {
    maxBodyBytes,
    diagnose: diagnoseInProcess({}),
    reference: bundledReference,
    ...(publicUrl === undefined ? {} : { publicUrl }),
  }
  const mcp = inProcessMcp({ ...deps, render: {}, version: '0' })
  return { app: createApp({ ...deps, mcp, log: entry => entries.push(entry) }), entries }
}

function post(body: BodyInit, headers: Record<string, string> = {}): RequestInit {
  return { method: 'POST', body, headers: { accept: ANSWERS, 'content-type': 'application/json', ...headers } }
}

function calling(name: string, args: object, id = 1) {
  return { jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: args } }
}

const list = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' })

describe('POST /mcp', () => {
  const { app, entries } = appWith(8 * 1024 * 1024)

  it('answers each message alone, without a session', async () => {
    const response = await app.request('/mcp', post(list))
    expect(response.status).toBe(200)
    expect(response.headers.get('mcp-session-id')).toBeNull()
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(await response.json()).toMatchObject({
      id: 1,
      result: { tools: [{ name: 'diagnose_snapshot' }, { name: 'trace_path' }, {}, {}] },
    })
  })

  it('takes notifications', async () => {
    const said = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })
    expect((await app.request('/mcp', post(said))).status).toBe(202)
  })

  it('keeps apart what is asked at once', async () => {
    const namespaces = ['shop', 'none-such']
    const [held, missing] = await Promise.all(
      namespaces.map(async (namespace, id) => {
        const message = JSON.stringify(calling('diagnose_snapshot', { snapshot: shop, namespace }, id))
        return (await app.request('/mcp', post(message))).json() as Promise<unknown>
      }),
    )
    expect(held).toMatchObject({ id: 0, result: { structuredContent: { verdict: 'stalled' } } })
    expect(missing).toMatchObject({ id: 1, result: { isError: true } })
  })

  it('logs the verdict and the kind of trouble, and nothing of what was sent', async () => {
    entries.length = 0
    await app.request('/mcp', post(JSON.stringify(calling('diagnose_snapshot', { snapshot: shop }))))
    await app.request('/mcp', post(JSON.stringify(calling('diagnose_snapshot', { snapshot: 'SECRET-WORD' }))))
    expect(entries).toMatchObject([
      { method: 'POST', path: '/mcp', status: 200, verdict: 'stalled' },
      { method: 'POST', path: '/mcp', status: 200, problem: expect.any(String) as string },
    ])
    expect(entries[0]?.bytes).toBeGreaterThan(shop.length)
    expect(JSON.stringify(entries)).not.toContain('SECRET-WORD')
  })

  it.each([
    ['{"jsonrpc":', 'bad-message'],
    [new Uint8Array([0x22, 0xff, 0xfe, 0x22]), 'bad-message'],
    [`[${list},${list}]`, 'batch'],
  ])('refuses a body that is not one message: %#', async (body, code) => {
    expect(await problemIn(await app.request('/mcp', post(body)))).toMatchObject({ status: 400, code, where: 'body' })
  })

  it('answers what is no message of the protocol as the protocol says', async () => {
    const response = await app.request('/mcp', post('{"hello":1}'))
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ jsonrpc: '2.0', error: { code: -32700 } })
  })

  it('has no stream to listen to and no session to end', async () => {
    for (const method of ['GET', 'DELETE']) {
      const response = await app.request('/mcp', { method, headers: { accept: ANSWERS } })
      expect(response.status).toBe(405)
      expect(response.headers.get('allow')).toContain('POST')
    }
  })

  it('has the limit of the API', async () => {
    const { app } = appWith(1000)
    const large = post(JSON.stringify(calling('diagnose_snapshot', { snapshot: 'x'.repeat(2000) })))
    expect(await problemIn(await app.request('/mcp', large))).toMatchObject({ status: 413, code: 'too-large' })
  })

  it('does not serve the page of another site', async () => {
    const { app } = appWith(10_000, 'https://why.example.com')
    const from = async (origin: string) => app.request('/mcp', post(list, { origin, host: new URL(origin).host }))
    expect(await problemIn(await from('https://evil.example'))).toMatchObject({ status: 403, code: 'foreign-origin' })
    expect((await from('https://why.example.com')).status).toBe(200)
    expect((await from('http://localhost:6274')).status).toBe(200)
    const opaque = await app.request('/mcp', post(list, { origin: 'null' }))
    expect(opaque.status).toBe(403)
  })
})
