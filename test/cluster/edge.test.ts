import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { unstable_startWorker } from 'wrangler'
import type { Collected } from '../../core/collect/index.ts'
import { type FakeApiServer, startFakeApiServer } from '../fake/api-server.ts'
import { certificates } from '../fake/certificates.ts'
import { collectFrom } from './live.ts'

describe('a cluster read in workerd', () => {
  const dir = mkdtempSync(join(tmpdir(), 'kubewhy-edge-'))
  let worker: Awaited<ReturnType<typeof unstable_startWorker>>
  let server: FakeApiServer

  beforeAll(async () => {
    server = await startFakeApiServer({ cluster: 'crash-missing-module' })
    writeFileSync(join(dir, 'ca.crt'), certificates().ca)
    process.env['NODE_EXTRA_CA_CERTS'] = join(dir, 'ca.crt')
    // wrangler reads that variable once, when it is imported.
    const wrangler = await import('wrangler')
    // Without a configuration of its own it takes that of the service, which bundles nothing.
    writeFileSync(join(dir, 'wrangler.json'), JSON.stringify({ name: 'edge', compatibility_date: '2026-01-01' }))
    worker = await wrangler.unstable_startWorker({
      name: 'edge',
      config: join(dir, 'wrangler.json'),
      entrypoint: fileURLToPath(new URL('./edge-worker.ts', import.meta.url)),
      compatibilityDate: '2026-01-01',
      dev: { logLevel: 'none', inspector: false, watch: false, server: { port: 0 }, remote: false },
    })
    await worker.ready
  })
  afterAll(async () => {
    delete process.env['NODE_EXTRA_CA_CERTS']
    await worker?.dispose()
    await server.close()
    rmSync(dir, { recursive: true, force: true })
  })

  const collectThere = async (change: (cluster: Record<string, unknown>) => void = () => {}): Promise<Collected> => {
    const config = JSON.parse(server.kubeconfig())
    const { cluster } = config.clusters[0]
    delete cluster['certificate-authority-data']
    change(cluster)
    const request = { method: 'POST', body: JSON.stringify(config) }
    const response = await worker.fetch('http://worker/?namespace=checkout', request)
    expect(response.status).toBe(200)
    return (await response.json()) as Collected
  }

  it('gives the snapshot that Node gives', async () => {
    const there = await collectThere()
    expect(there).toEqual(JSON.parse(JSON.stringify(await collectFrom(server, { namespace: 'checkout' }))))
    expect(there.unseen).toEqual([])
  })

  it('tells a server that cannot be reached', async () => {
    const there = await collectThere(cluster => {
      cluster['server'] = 'https://127.0.0.1:1'
    })
    expect(there.controlPlane?.failure).toMatchObject({
      request: 'GET /version',
      message: expect.stringMatching(/refused|could not be reached: DNS, the connection/),
    })
    expect(there.objects).toEqual([])
  })
})
