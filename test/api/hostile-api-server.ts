import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createGzip } from 'node:zlib'
import { certificates } from '../fake/certificates.ts'

/** What a hostile API server answers to lists. */
export type Hostility = 'bomb' | 'endless' | 'many' | 'slow'

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
  if (hostility === 'slow') return
  if (hostility === 'endless') return void json({ kind: 'List', items: [], metadata: { continue: 'more' } })
  response.setHeader('content-type', 'application/json')
  response.setHeader('content-encoding', 'gzip')
  const gzip = createGzip({ level: 1 })
  gzip.on('error', () => response.destroy())
  response.on('close', () => gzip.destroy())
  gzip.pipe(response)
  const items =
    hostility === 'bomb' ? Buffer.alloc(512 * 1024, '{},') : Buffer.from(`${JSON.stringify(POD)},`.repeat(1000))
  gzip.write('{"kind":"PodList","apiVersion":"v1","metadata":{},"items":[')
  let left = hostility === 'bomb' ? 800 : 300
  const more = (): void => {
    while (left-- > 0) if (!gzip.write(items)) return void gzip.once('drain', more)
    gzip.end(`${JSON.stringify(POD)}]}`)
  }
  more()
}
