import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientNodeCluster } from '../../action/cluster/client-node.ts'
import { KubeConnectionError, type KubeGet } from '../../core/collect/kube-get.ts'
import { fetchTransport } from '../../core/connect/fetch-transport.ts'
import { readKubeconfig } from '../../core/connect/kubeconfig.ts'
import { nodeTransport } from '../../core/connect/node-transport.ts'
import { type FakeApiServer, type FakeApiServerOptions, type Fault, startFakeApiServer } from '../fake/api-server.ts'
import { certificates } from '../fake/certificates.ts'
import { trusting } from './trusting-fetch.ts'

const TRANSPORTS: Readonly<Record<string, (kubeconfig: string) => Promise<KubeGet>>> = {
  'client-node': async kubeconfig => (await clientNodeCluster({ kubeconfig, plainly: false, allowPlugins: false })).get,
  'plain kubeconfig': async kubeconfig => (await clientNodeCluster({ kubeconfig, allowPlugins: false })).get,
  'Node service': async kubeconfig => nodeTransport(readKubeconfig(kubeconfig), { allowLoopback: true }).get,
  fetch: async kubeconfig => {
    const access = readKubeconfig(kubeconfig)
    return fetchTransport(access, trusting(access.ca ?? ''))
  },
}

async function serving<T>(options: FakeApiServerOptions, use: (server: FakeApiServer) => Promise<T>): Promise<T> {
  const server = await startFakeApiServer(options)
  try {
    return await use(server)
  } finally {
    await server.close()
  }
}

describe.each(Object.entries(TRANSPORTS))('transport %s', (_name, connect) => {
  let server: FakeApiServer
  let get: KubeGet
  let fault: Fault | undefined

  beforeAll(async () => {
    server = await startFakeApiServer({ cluster: 'secret-key-missing', fault: () => fault })
    get = await connect(server.kubeconfig())
  })
  afterAll(() => server.close())

  const failing = async (broken: Fault, path = '/api/v1/pods'): Promise<unknown> => {
    fault = broken
    try {
      return await get(path).catch((error: unknown) => error)
    } finally {
      fault = undefined
    }
  }

  it('reads a list with its headers', async () => {
    const answer = await get('/api/v1/pods?limit=1')
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe('application/json')
    expect(JSON.parse(answer.body)).toMatchObject({ kind: 'PodList', metadata: { continue: expect.any(String) } })
  })

  it('reads a large answer whole', async () => {
    const { body } = await get('/apis/apiregistration.k8s.io/v1/apiservices')
    const pods = await get('/api/v1/events')
    expect(JSON.parse(body).items.length).toBeGreaterThan(10)
    expect(JSON.parse(pods.body).items.length).toBeGreaterThan(3)
  })

  it('passes on what it accepts', async () => {
    const accept = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1'
    const { body } = await get('/api/v1/secrets', { accept })
    expect(JSON.parse(body).kind).toBe('PartialObjectMetadataList')
    expect(server.requests.at(-1)?.accept).toBe(accept)
  })

  it('posts JSON', async () => {
    const body = {
      kind: 'SelfSubjectRulesReview',
      apiVersion: 'authorization.k8s.io/v1',
      spec: { namespace: 'default' },
    }
    const answer = await get('/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', { method: 'POST', body })
    expect(answer.status).toBe(201)
    expect(JSON.parse(answer.body).status.resourceRules).toContainEqual({
      verbs: ['*'],
      apiGroups: ['*'],
      resources: ['*'],
    })
  })

  it.each([401, 429, 500])('resolves with status %i', async status => {
    expect(await failing({ status, retryAfter: 7 })).toMatchObject({ status })
  })

  it('hands over Retry-After', async () => {
    expect(await failing({ status: 429, retryAfter: 7 })).toMatchObject({ headers: { 'retry-after': '7' } })
  })

  it('follows no redirect', async () => {
    const error = await failing({ status: 302 })
    expect(error).toBeInstanceOf(KubeConnectionError)
    expect(error).toMatchObject({ failure: 'refused-target', message: expect.stringContaining('redirect') })
  })

  it.each(['before', 'during'] as const)('tells a connection cut %s the answer', async cut => {
    expect(await failing({ cut })).toMatchObject({ name: 'KubeConnectionError', failure: 'cut' })
  })

  it('ends a request that is no longer wanted', async () => {
    fault = { delayMs: 3_600_000 }
    const until = new Promise(resolve => setTimeout(resolve, 50))
    await expect(get('/api/v1/pods', { until })).rejects.toBeInstanceOf(KubeConnectionError)
    fault = undefined
  })

  it('tells a refused connection', async () => {
    const closed = await startFakeApiServer()
    await closed.close()
    const get = await connect(closed.kubeconfig())
    await expect(get('/version')).rejects.toMatchObject({ name: 'KubeConnectionError', failure: 'refused' })
  })

  it('tells an expired server certificate', () =>
    serving({ certificate: certificates().expired }, async ({ kubeconfig }) => {
      const get = await connect(kubeconfig())
      await expect(get('/version')).rejects.toMatchObject({
        failure: 'tls',
        message: expect.stringMatching(/certificate has expired \(CERT_HAS_EXPIRED\)$/),
      })
    }))

  it('tells a certificate for another name', () =>
    serving({ certificate: certificates().elsewhere }, async ({ kubeconfig }) => {
      const get = await connect(kubeconfig())
      await expect(get('/version')).rejects.toMatchObject({
        failure: 'tls',
        message: expect.stringMatching(/certificate is for another name \(ERR_TLS_CERT_ALTNAME_INVALID\)$/),
      })
    }))

  it('tells a certificate of an authority that is not trusted', async () => {
    const config = JSON.parse(server.kubeconfig())
    delete config.clusters[0].cluster['certificate-authority-data']
    const get = await connect(JSON.stringify(config))
    await expect(get('/version')).rejects.toMatchObject({
      failure: 'tls',
      message: expect.stringMatching(/certificate is signed by .* that certificate-authority-data does not name/),
    })
  })

  it('tells a name that does not resolve, without saying it', async () => {
    const config = JSON.parse(server.kubeconfig())
    config.clusters[0].cluster.server = 'https://canary-host.invalid:6443'
    const get = await connect(JSON.stringify(config))
    const error: unknown = await get('/version').catch((error: unknown) => error)
    expect(error).toMatchObject({ name: 'KubeConnectionError', failure: 'name' })
    expect(String(error)).not.toContain('canary-host')
  })

  it('says nothing of the token in an error', async () => {
    const get = await connect(server.kubeconfig('CANARY-s3cr3t\u2603'))
    const answer: unknown = await get('/version').catch((error: unknown) => error)
    expect(String(answer)).not.toContain('CANARY')
  })
})
