import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FIXTURES } from '../read/directory.ts'
import { PROGRAM } from '../support/program.ts'
import { call, overStdio, textOf } from './connect.ts'

const shop = `${FIXTURES}formats/get-all-shop.json`

describe('the server on standard input and output', () => {
  let folder: string
  let client: Client
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kubewhy-mcp-'))
    const kubeconfig = join(folder, 'config')
    await writeFile(kubeconfig, KUBECONFIG)
    client = await overStdio({ KUBECONFIG: kubeconfig })
  })
  afterAll(async () => {
    await client.close()
    await rm(folder, { recursive: true })
  })

  it('reads a file that is named instead of sent', async () => {
    const result = await call(client, 'diagnose_snapshot', { file: shop, namespace: 'shop' })
    expect(result.structuredContent).toMatchObject({ verdict: 'stalled', problems: [{ cause: 'image-not-found' }] })
  })

  it.each([
    ['/no/such/file', 'ENOENT'],
    [tmpdir(), 'EISDIR'],
  ])('says why %s cannot be read', async (file, code) => {
    const result = await call(client, 'diagnose_snapshot', { file })
    expect(result.isError).toBe(true)
    expect(textOf(result)).toContain(code)
  })

  it('wants either a file or a snapshot', async () => {
    for (const args of [{}, { file: shop, snapshot: '{}' }]) {
      await expect(call(client, 'diagnose_snapshot', args)).rejects.toMatchObject({
        code: -32602,
        message: expect.stringContaining('either snapshot or file') as string,
      })
    }
  })

  it('looks at the live cluster of the kubeconfig', async () => {
    const result = await call(client, 'diagnose_cluster', { namespace: 'shop' })
    expect(result.structuredContent).toMatchObject({ problems: [{ cause: 'api-server-unreachable' }] })
  })

  it('says what to do about a context that does not exist', async () => {
    const result = await call(client, 'diagnose_cluster', { context: 'nowhere' })
    expect(result.isError).toBe(true)
    expect(textOf(result)).toContain('kubectl config get-contexts')
  })

  it.each([
    [{ context: 5 }, 'arguments, context'],
    [{ allNamespaces: 'yes' }, 'arguments, allNamespaces'],
    [{ kubeconfig: '/etc/passwd' }, 'arguments, kubeconfig'],
  ])('answers bad arguments of diagnose_cluster with a protocol error: %j', async (args, where) => {
    await expect(call(client, 'diagnose_cluster', args)).rejects.toMatchObject({ code: -32602, data: { where } })
  })
})

/** Feeds a server lines and ends its input; returns what it wrote and its exit code. */
async function feed(lines: readonly string[]) {
  const child = spawn(process.execPath, [PROGRAM, 'mcp'])
  let [out, errors] = ['', '']
  child.stdout.on('data', chunk => {
    out += String(chunk)
  })
  child.stderr.on('data', chunk => {
    errors += String(chunk)
  })
  // Who closes its input early makes the rest of what is written fail.
  child.stdin.on('error', () => {})
  child.stdin.end(lines.map(line => `${line}\n`).join(''))
  const [code] = (await once(child, 'close')) as [number]
  const said = out.split('\n').filter(Boolean)
  return { code, errors, answers: said.map(line => JSON.parse(line) as Record<string, unknown>) }
}

describe('its end', () => {
  const message = (id: number, method: string, params: object = {}) =>
    JSON.stringify({ jsonrpc: '2.0', id, method, params })

  it('comes with the end of its input, after what was asked is answered', async () => {
    const asked = message(1, 'tools/call', { name: 'diagnose_snapshot', arguments: { file: shop } })
    const { code, errors, answers } = await feed([asked])
    expect(answers).toMatchObject([{ id: 1, result: { structuredContent: { verdict: 'stalled' } } }])
    expect([code, errors]).toEqual([0, ''])
  })

  it('does not come with a line that is no message', async () => {
    const { code, errors, answers } = await feed(['not JSON', message(2, 'ping')])
    expect(answers).toMatchObject([{ id: 2, result: {} }])
    expect(errors).toMatch(/^kubewhy mcp: .+\n$/)
    expect(code).toBe(0)
  })

  it('comes with a message that is too large, and says so', async () => {
    const { code, errors, answers } = await feed(['x'.repeat(33 * 1024 * 1024)])
    expect(answers).toEqual([])
    expect(errors).toContain('A message is larger than 32 MiB.')
    expect(code).toBe(2)
  })
})

/** Nothing listens on port 1. */
const KUBECONFIG = `apiVersion: v1
kind: Config
current-context: here
contexts: [{ name: here, context: { cluster: here, user: me } }]
clusters: [{ name: here, cluster: { server: "https://127.0.0.1:1" } }]
users: [{ name: me, user: { token: abc } }]
`
