import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { certificates, type KeyPair } from './certificates.ts'
import { ANONYMOUS, type Identity, mayRequest } from './kube/authorize.ts'
import { recordedCluster } from './kube/cluster.ts'
import { expired } from './kube/list-answer.ts'
import { recorded } from './kube/recorded.ts'
import { type RequestInfo, requestInfo } from './kube/request-info.ts'
import { servedResource } from './kube/resources.ts'
import { recordedAnswer, refusalAnswer, send, textAnswer } from './kube/respond.ts'
import { answerTo } from './kube/routes.ts'
import { TOO_MANY_REQUESTS } from './kube/status.ts'
import { createStore, type Store, type Stored } from './kube/store.ts'
import { createReplay, type Replay } from './kube/timeline.ts'
import { answerWatch } from './kube/watch-answer.ts'

/** The token of a cluster administrator. */
export const ADMIN_TOKEN = 'CANARY-t0ken-admin'

/** What goes wrong with one request. */
export interface Fault {
  /** Answered instead: 429 and 5xx in plain text, 401 as recorded, 410 for lists that continue, 302. */
  readonly status?: number
  readonly retryAfter?: number
  /** Where a 302 leads; the metadata address when absent. */
  readonly location?: string
  /** The answer waits so long. */
  readonly delayMs?: number
  /** The connection ends before or in the middle of the answer. */
  readonly cut?: 'before' | 'during'
}

/** What the server serves and how. */
export interface FakeApiServerOptions {
  /** A scenario of `test/fixtures/clusters`. */
  readonly cluster?: string
  /** Objects besides those of the cluster. */
  readonly objects?: readonly Stored[]
  /** A scenario of `test/fixtures/timelines`; nothing of it happens before `replay` is told. */
  readonly timeline?: string
  /** Who sends which bearer token, besides the administrator. */
  readonly identities?: Readonly<Record<string, Identity>>
  /** Checks of `/readyz` that fail. */
  readonly failedChecks?: readonly string[]
  /** Called for each request with the number of requests before it. */
  readonly fault?: (info: RequestInfo, before: number) => Fault | undefined
  /** The server's certificate; one for `localhost` and 127.0.0.1 when absent. */
  readonly certificate?: KeyPair
}

/** One request as the server saw it. */
export interface SeenRequest extends RequestInfo {
  readonly method: string
  readonly url: string
  readonly status: number
  readonly accept: string
}

/** A running server. */
export interface FakeApiServer {
  /** `https://127.0.0.1:<port>`. */
  readonly url: string
  readonly caPem: string
  /** The administrator's token and client certificate. */
  readonly token: string
  readonly client: KeyPair
  /** Every request that was answered, oldest first. */
  readonly requests: readonly SeenRequest[]
  readonly store: Store
  /** Present with a timeline. */
  readonly replay?: Replay
  /** Forgets old revisions: watches from before now get the 410 event. */
  compact(): void
  /** A kubeconfig (JSON) with the administrator's token, or another. */
  kubeconfig(token?: string): string
  /** Ends every connection at once and listens no more. */
  close(): Promise<void>
}

/** Starts a Kubernetes API server that speaks TLS on a free port of the loopback interface. */
export async function startFakeApiServer(options: FakeApiServerOptions = {}): Promise<FakeApiServer> {
  const cluster = options.cluster === undefined ? undefined : recordedCluster(options.cluster)
  const store = createStore([...(cluster?.objects ?? []), ...(options.objects ?? [])])
  const replay = options.timeline === undefined ? undefined : createReplay(store, options.timeline)
  if (replay) store.apply({ type: 'ADDED', object: namespaceObject(replay.namespace) })
  const { ca, server: ownCertificate, client } = certificates()
  const served = { store, failedChecks: options.failedChecks ?? [], ...(cluster ? { cluster } : {}) }
  const requests: SeenRequest[] = []
  let count = 0
  let compacted = 0

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
    if (fault.delayMs !== undefined) await new Promise(resolve => setTimeout(resolve, fault.delayMs))
    if (fault.cut === 'before') return request.socket.destroy()
    const date = replay?.now() ?? cluster?.takenAt
    if (date !== undefined) response.setHeader('date', new Date(date).toUTCString())
    const identity = identify(request)
    const resource = info.resource && servedResource(info.resource.group, info.resource.version, info.resource.resource)
    if (identity && resource && info.verb === 'watch' && fault.status === undefined && mayRequest(identity, info)) {
      requests.push({ ...info, method, url, status: 200, accept })
      return answerWatch(store, resource, info, response, compacted)
    }
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
      compacted = Number.MAX_SAFE_INTEGER
    },
    kubeconfig: (token = ADMIN_TOKEN) => JSON.stringify(kubeconfigOf(url, ca, token)),
    close: () => {
      replay?.pause()
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      return closed
    },
  }
}

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
