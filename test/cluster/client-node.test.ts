import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { stringify } from 'yaml'
import { clientNodeCluster } from '../../action/cluster/client-node.ts'
import { plainAccess } from '../../action/cluster/plain-access.ts'
import { readKubeconfig } from '../../core/connect/kubeconfig.ts'
import { nodeTransport } from '../../core/connect/node-transport.ts'
import type { FakeApiServer } from '../fake/api-server.ts'
import { withServer } from './live.ts'

const dir = mkdtempSync(join(tmpdir(), 'kubewhy-client-node-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

function kubeconfig(server: FakeApiServer, user: object, cluster: object = {}): string {
  const config = JSON.parse(server.kubeconfig())
  config.users[0].user = user
  Object.assign(config.clusters[0].cluster, cluster)
  return JSON.stringify(config)
}

const clientCertificate = ({ client }: FakeApiServer) => ({
  'client-certificate-data': Buffer.from(client.cert).toString('base64'),
  'client-key-data': Buffer.from(client.key).toString('base64'),
})

describe('a cluster on Node', () => {
  it('is reached with a client certificate, over client-node and over the service', () =>
    withServer({ cluster: 'crash-oom' }, async server => {
      const text = kubeconfig(server, clientCertificate(server))
      const { get } = await clientNodeCluster({ kubeconfig: text, allowPlugins: false })
      expect((await get('/api/v1/pods')).status).toBe(200)
      const service = nodeTransport(readKubeconfig(text), { allowLoopback: true })
      expect((await service.get('/api/v1/pods')).status).toBe(200)
      service.close()
      const nobody = await clientNodeCluster({ kubeconfig: kubeconfig(server, {}), allowPlugins: false })
      expect((await nobody.get('/api/v1/pods')).status).toBe(403)
    }))

  it('is reached as a plain kubeconfig says, its files beside it', () =>
    withServer({ cluster: 'crash-oom' }, async server => {
      const files = { 'ca.crt': server.caPem, 'client.crt': server.client.cert, 'client.key': server.client.key }
      for (const [name, pem] of Object.entries(files)) writeFileSync(join(dir, name), pem)
      const user = { 'client-certificate': 'client.crt', 'client-key': 'client.key' }
      const config = JSON.parse(kubeconfig(server, user, { 'certificate-authority': 'ca.crt' }))
      delete config.clusters[0].cluster['certificate-authority-data']
      const path = join(dir, 'config')
      writeFileSync(path, stringify(config))
      vi.stubEnv('KUBECONFIG', path)
      expect(await plainAccess(undefined)).toBeDefined()
      const { get } = await clientNodeCluster({ allowPlugins: false })
      expect((await get('/api/v1/pods')).status).toBe(200)
      vi.unstubAllEnvs()
    }))

  it.each([
    ['a plugin', { exec: { command: 'aws' } }, {}],
    ['a token file', { tokenFile: '/var/run/token' }, {}],
    ['another person', { token: 't', as: 'jane' }, {}],
    ['a proxy', { token: 't' }, { 'proxy-url': 'http://proxy:3128' }],
    ['no such context', { token: 't' }, {}, 'absent'],
  ])('is left to client-node with %s', (_name, user, cluster, context?: string) =>
    withServer({}, async server => {
      expect(await plainAccess(kubeconfig(server, user, cluster), context)).toBeUndefined()
    }),
  )

  it('is reached under another server name', () =>
    withServer({ cluster: 'crash-oom' }, async server => {
      const text = (name: string) => kubeconfig(server, { token: server.token }, { 'tls-server-name': name })
      for (const connect of [
        async (config: string) => (await clientNodeCluster({ kubeconfig: config, allowPlugins: false })).get,
        async (config: string) => nodeTransport(readKubeconfig(config), { allowLoopback: true }).get,
      ]) {
        expect((await (await connect(text('kubernetes.default.svc')))('/version')).status).toBe(200)
        await expect((await connect(text('other.example')))('/version')).rejects.toMatchObject({ failure: 'tls' })
      }
    }))

  it('is reached with a credential plugin only where that is allowed', () =>
    withServer({ cluster: 'crash-oom' }, async server => {
      const plugin = join(dir, 'plugin.sh')
      const credential = {
        apiVersion: 'client.authentication.k8s.io/v1',
        kind: 'ExecCredential',
        status: { token: server.token },
      }
      writeFileSync(plugin, `#!/bin/sh\necho '${JSON.stringify(credential)}'\n`, { mode: 0o755 })
      const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: plugin, interactiveMode: 'Never' }
      const text = kubeconfig(server, { exec })
      const { get } = await clientNodeCluster({ kubeconfig: text, allowPlugins: true })
      expect((await get('/api/v1/pods')).status).toBe(200)
      await expect(clientNodeCluster({ kubeconfig: text, allowPlugins: false })).rejects.toMatchObject({
        code: 'exec-plugin',
      })
    }))

  it('is not reached with a plugin that fails, and nothing of it is told', () =>
    withServer({ cluster: 'crash-oom' }, async server => {
      const exec = {
        apiVersion: 'client.authentication.k8s.io/v1',
        command: join(dir, 'CANARY'),
        interactiveMode: 'Never',
      }
      const { get } = await clientNodeCluster({ kubeconfig: kubeconfig(server, { exec }), allowPlugins: true })
      const error: unknown = await get('/version').catch((error: unknown) => error)
      expect(error).toMatchObject({ failure: 'other', message: expect.stringContaining('plugin failed') })
      expect(String(error)).not.toContain('CANARY')
    }))

  it('has the namespace of the context, and no unknown context', () =>
    withServer({ cluster: 'crash-oom' }, async server => {
      const config = JSON.parse(server.kubeconfig())
      config.contexts[0].context.namespace = 'reports'
      const text = JSON.stringify(config)
      expect((await clientNodeCluster({ kubeconfig: text, allowPlugins: false })).namespace).toBe('reports')
      const absent = clientNodeCluster({ kubeconfig: text, context: 'absent', allowPlugins: false })
      await expect(absent).rejects.toMatchObject({ code: 'no-context' })
      const broken = clientNodeCluster({ kubeconfig: 'CANARY: [', allowPlugins: false })
      await expect(broken).rejects.toMatchObject({ code: 'not-readable' })
    }))
})
