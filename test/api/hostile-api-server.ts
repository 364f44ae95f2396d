import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { certificates } from '../fake/certificates.ts'

/** What a hostile API server answers to lists. */
export type Hostility = 'bomb' | 'endless' | 'many'

const POD = { metadata: { name: 'p', namespace: 'shop' }, spec: { containers: [{ name: 'c', image: 'i' }] } }

/** Starts an API server that speaks TLS and answers lists to do harm. */
export async function startHostileApiServer(hostility: Hostility) {
  const { ca, server: pair } = certificates()
  let requests = 0
  const server = createServer({ key: pair.key, cert: pair.cert }, (request, response) => {
    requests++
    answer(hostility, request, response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  const named = { name: 'c' }
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'c',
    clusters: [
      { ...named, cluster: { server: url, 'certificate-authority-data': Buffer.from(ca).toString('base64') } },
    ],
    users: [{ ...named, user: { token: 'CANARY-token' } }],
    contexts: [{ ...named, context: { cluster: 'c', user: 'c', namespace: 'shop' } }],
  }
  return {
    kubeconfig: JSON.stringify(kubeconfig),
    requests: () => requests,
    close() {
      server.closeAllConnections()
      return new Promise<void>(resolve => server.close(() => resolve()))
    },
  }
}

function answer(hostility: Hostility, request: IncomingMessage, response: ServerResponse): void {
  const { pathname } = new URL(request.url ?? '/', 'https://kubernetes.test')
  const json = (body: unknown) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body))
  if (pathname === '/version') return void json({ gitVersion: 'v1.36.2' })
  if (request.method === 'POST') return void json({ status: { resourceRules: [], incomplete: true } })
  if (hostility === 'endless') {
    return void json({ kind: 'List', items: [], metadata: pathname.endsWith('/pods') ? { continue: 'more' } : {} })
  }
  response.setHeader('content-type', 'application/json')
  response.setHeader('content-encoding', 'gzip')
  response.end(packed(hostility))
}

const packedBodies = new Map<Hostility, Buffer>()

/** A list of 400 MiB of values, or of 300,000 pods, in gzip: the same member many times is cheap to make. */
function packed(hostility: Hostility): Buffer {
  const pod = JSON.stringify(POD)
  const [items, times] =
    hostility === 'bomb' ? [Buffer.alloc(512 * 1024, '{},'), 800] : [Buffer.from(`${pod},`.repeat(1000)), 300]
  const known = packedBodies.get(hostility)
  if (known !== undefined) return known
  const member = gzipSync(items)
  const body = Buffer.concat([
    gzipSync('{"kind":"PodList","apiVersion":"v1","metadata":{},"items":['),
    ...Array.from({ length: times }, () => member),
    gzipSync(`${pod}]}`),
  ])
  packedBodies.set(hostility, body)
  return body
}
