import { KubeConnectionError, type KubeGet } from '../collect/kube-get.ts'
import { refusedAddress } from './address-policy.ts'
import { connectionError, cutShort, redirected, tooLarge } from './connection-error.ts'
import { credentialHeaders, requestHeaders, urlOf } from './headers.ts'
import type { ClusterAccess } from './kubeconfig.ts'
import { KubeconfigError } from './kubeconfig-error.ts'

/** The worker has 128 MB in total. */
const MAX_BYTES = 32 * 1024 * 1024

/** workerd reports every failure alike (`internal error; reference = …`). */
const OPAQUE =
  'the API server could not be reached: DNS, the connection or certificate verification failed; the platform does not say which'

/** Reads one cluster with plain `fetch` and a bearer token, as the edge can. Does not follow redirects. */
export function fetchTransport(access: ClusterAccess, send: typeof fetch = fetch): KubeGet {
  return async (path, request = {}) => {
    const ended = new AbortController()
    request.until?.then(() => ended.abort())
    const headers = new Headers(requestHeaders(request))
    for (const [name, value] of credentialHeaders(access)) headers.append(name, value)
    try {
      const response = await send(urlOf(access.server, path), {
        method: request.method ?? 'GET',
        headers,
        redirect: 'manual',
        signal: ended.signal,
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      })
      if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
        await response.body?.cancel()
        throw redirected(response.status)
      }
      const body = await read(response)
      return { status: response.status, headers: Object.fromEntries(response.headers), body }
    } catch (error) {
      const known = connectionError(error)
      throw known.failure === 'other' && known !== error ? new KubeConnectionError('other', OPAQUE) : known
    }
  }
}

/** Throws a KubeconfigError if a worker at the edge cannot use `access`; it says what can. */
export function assertEdgeCanServe(access: ClusterAccess): void {
  const instead = 'use the Node service, the GitHub Action or the command line'
  const refuse = (code: KubeconfigError['code'], what: string) => {
    throw new KubeconfigError(code, `${what}: ${instead}.`)
  }
  if (access.client) refuse('edge-client-certificate', 'The edge cannot send a client certificate')
  if (access.ca !== undefined) {
    refuse('edge-private-ca', 'The edge trusts only public CAs and cannot use certificate-authority-data')
  }
  if (access.tlsServerName !== undefined) refuse('edge-server-name', 'The edge cannot set tls-server-name')
  if (access.insecure || access.server.protocol === 'http:')
    refuse('edge-insecure', 'The edge connects only with verified TLS')
  const host = access.server.hostname.replace(/^\[|\]$/g, '')
  const literal = /^[\d.]+$/.test(host) || host.includes(':')
  const refused = literal ? refusedAddress(host) : isLocalName(host) ? 'a name of this machine' : undefined
  if (refused !== undefined) refuse('refused-address', `The server's host is ${refused}, which the edge cannot reach`)
}

function isLocalName(host: string): boolean {
  return /^(localhost|.*\.localhost|.*\.local|.*\.internal)\.?$/.test(host)
}

async function read(response: Response): Promise<string> {
  if (!response.body) return ''
  const expected = response.headers.has('content-encoding') ? undefined : response.headers.get('content-length')
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.length
    if (size > MAX_BYTES) throw tooLarge(MAX_BYTES)
    text += decoder.decode(chunk, { stream: true })
  }
  if (expected !== null && expected !== undefined && size < Number(expected)) throw cutShort()
  return text + decoder.decode()
}
