import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { certificates } from './certificates.ts'
import { ANONYMOUS, type Identity, mayRequest } from './kube/authorize.ts'
import { recordedCluster } from './kube/cluster.ts'
import { expired } from './kube/list-answer.ts'
import { recorded } from './kube/recorded.ts'
import { requestInfo } from './kube/request-info.ts'
import { type Resource, servedResource } from './kube/resources.ts'
import { recordedAnswer, refusalAnswer, send, textAnswer } from './kube/respond.ts'
import { answerTo, nodeOf } from './kube/routes.ts'
import {
  ADMIN_TOKEN,
  type FakeApiServer,
  type FakeApiServerOptions,
  type Fault,
  type SeenRequest,
} from './kube/server-types.ts'
import { TOO_MANY_REQUESTS } from './kube/status.ts'
import { createStore, type Stored } from './kube/store.ts'
import { createReplay } from './kube/timeline.ts'
import { answerWatch, type OpenWatch } from './kube/watch-answer.ts'

export {
  ADMIN_TOKEN,
  type FakeApiServer,
  type FakeApiServerOptions,
  type Fault,
  type SeenRequest,
} from './kube/server-types.ts'

/** Starts a Kubernetes API server that speaks TLS on a free port of the loopback interface. */
export async function startFakeApiServer(options: FakeApiServerOptions = {}): Promise<FakeApiServer> {
  const cluster = options.cluster === undefined ? undefined : recordedCluster(options.cluster)
  const store = createStore([...(cluster?.objects ?? []), ...(options.objects ?? [])])
  const replay = options.timeline === undefined ? undefined : createReplay(store, options.timeline)
  if (replay) store.apply({ type: 'ADDED', object: namespaceObject(replay.namespace) })
  const { ca, server: ownCertificate, client } = certificates()
  const served = {
    store,
    failedChecks: options.failedChecks ?? [],
    log: options.log ?? cluster?.log,
    isDead: (node: string) => options.kubelet?.(node) !== undefined,
  }
  const requests: SeenRequest[] = []
  let count = 0
  const watches = new Set<OpenWatch>()
  /** The resources that were listed since old revisions were forgotten. */
  let listed: Set<Resource> | undefined

  const identify = (request: IncomingMessage): Identity | undefined => {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
    if (token === ADMIN_TOKEN) return { name: 'kubernetes-admin', grants: 'all' }
    if (token !== undefined) return options.identities?.[token]
    return (request.socket as TLSSocket).authorized ? { name: 'kubernetes-admin', grants: 'all' } : ANONYMOUS
  }

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = 'GET', url = '/' } = request
    const accept = request.headers.accept ?? ''
    const info = requestInfo(method, url)
    const body = method === 'POST' ? JSON.parse(await textOf(request)) : undefined
    const fault = options.fault?.(info, count++) ?? {}
    if (fault.delayMs !== undefined) await new Promise(resolve => setTimeout(resolve, fault.delayMs).unref())
    if (fault.cut === 'before') return request.socket.destroy()
    const date = replay?.now() ?? options.takenAt ?? cluster?.takenAt
    if (date !== undefined) response.setHeader('date', new Date(date).toUTCString())
    const identity = identify(request)
    const resource = info.resource && servedResource(info.resource.group, info.resource.version, info.resource.resource)
    if (identity && resource && info.verb === 'watch' && fault.status === undefined && mayRequest(identity, info)) {
      requests.push({ ...info, method, url, status: 200, accept })
      const watch = answerWatch(store, resource, info, response, listed?.has(resource) === false)
      if (watch === undefined) return
      watches.add(watch)
      response.on('close', () => watches.delete(watch))
      return
    }
    if (resource && info.verb === 'list') listed?.add(resource)
    const isLog = info.resource?.subresource === 'log'
    if (isLog && options.kubelet?.(nodeOf(store, info)) === 'silent')
      await new Promise(resolve => setTimeout(resolve, DIAL_TIMEOUT_MS).unref())
    const gone = expired(info, fault.status === 410)
    const answer = gone
      ? refusalAnswer(gone)
      : !identity || fault.status === 401
        ? recordedAnswer(recorded('unauthorized'))
        : fault.status !== undefined && fault.status !== 410
          ? faultAnswer(fault)
          : answerTo(served, identity, info, accept, body)
    requests.push({ ...info, method, url, status: answer.status, accept })
    send(response, answer, /\bgzip\b/.test(String(request.headers['accept-encoding'])), fault.cut === 'during')
  }

  const certificate = options.certificate ?? ownCertificate
  const server = createServer(
    { key: certificate.key, cert: certificate.cert, ca, requestCert: true, rejectUnauthorized: false },
    (request, response) => {
      handle(request, response).catch(error => response.destroy(error))
    },
  )
  const sockets = new Set<Duplex>()
  server.on('connection', socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    url,
    caPem: ca,
    token: ADMIN_TOKEN,
    client,
    requests,
    store,
    ...(replay ? { replay } : {}),
    compact: () => {
      listed = new Set()
    },
    bookmark: resourceVersion => {
      for (const watch of watches) watch.bookmark(resourceVersion)
    },
    dropWatches: () => {
      for (const watch of watches) watch.drop()
    },
    kubeconfig: (token = ADMIN_TOKEN) => JSON.stringify(kubeconfigOf(url, ca, token)),
    close: () => {
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      return closed
    },
  }
}

/** How long the API server waits for a kubelet (`net.Dialer` of `apimachinery/pkg/util/net/http.go`). */
const DIAL_TIMEOUT_MS = 30_000

function faultAnswer({ status = 500, retryAfter, location = 'http://169.254.169.254/latest/meta-data/' }: Fault) {
  const headers = {
    ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
    ...(status === 302 ? { location } : {}),
  }
  return textAnswer(status === 429 ? TOO_MANY_REQUESTS : `${status}\n`, status, headers)
}

/** The recordings of one namespace's watches lack the namespace itself. */
function namespaceObject(name: string): Stored {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, resourceVersion: '1' } }
}

function kubeconfigOf(server: string, ca: string, token: string) {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'fake',
    clusters: [{ name: 'fake', cluster: { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') } }],
    users: [{ name: 'fake', user: { token } }],
    contexts: [{ name: 'fake', context: { cluster: 'fake', user: 'fake' } }],
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}
