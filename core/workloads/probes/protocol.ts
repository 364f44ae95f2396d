import type { Cluster } from '../../cluster/cluster.ts'
import { readLines } from '../../logs/lines.ts'
import { isNoLog } from '../../logs/read-log.ts'
import type { ContainerView } from '../containers.ts'
import type { Protocol } from './messages.ts'

/**
 * Go `net/http` on what it cannot read: `http: server gave HTTP response to HTTPS client`; a TLS alert (record type 0x15, version
 * 3.x) or an HTTP/2 SETTINGS frame (type 0x04 after a length of three bytes), which `%q` prints escaped.
 */
const BY_MESSAGE: readonly (readonly [Protocol, RegExp])[] = [
  ['http', /HTTP response to HTTPS client/i],
  ['https', /malformed HTTP \w{1,20}(?: \w{1,20})? "\\x15\\x03/],
  ['http2', /malformed HTTP \w{1,20}(?: \w{1,20})? "\\x00\\x00(?:\\x[0-9a-f]{2}|\\.|[^\\])\\x04/],
]

/** What TLS servers log of a client that speaks plain HTTP: Go `net/http`, nginx, Apache httpd (AH01996), Envoy. */
const LOGGED =
  /HTTP request to (?:an )?HTTPS (?:server|port)|HTTP spoken on HTTPS port|plain HTTP to an SSL-enabled server|SSL routines:[^:]{0,60}:http request/i

/** Lines at a log's end that are looked at. */
const TAIL = 200

/** The status with which TLS servers answer plain HTTP. */
const BAD_REQUEST = /statuscode: 400\b/

/** The protocol of the server by how a probe failed, and, where it answers a plain request with 400, by its log. */
export function protocolOf(view: ContainerView, message: string, cluster: Cluster): Protocol | undefined {
  const found = BY_MESSAGE.find(([, pattern]) => pattern.test(message))?.[0]
  if (found !== undefined || !BAD_REQUEST.test(message)) return found
  return isLogged(view, LOGGED, cluster) ? 'https' : undefined
}

function isLogged({ pod, name }: ContainerView, pattern: RegExp, cluster: Cluster): boolean {
  const { current = '', previous = '' } = cluster.log(pod.metadata.namespace, pod.metadata.name, name) ?? {}
  const lines = [previous, current].filter(text => !isNoLog(text)).flatMap(text => readLines(text).slice(-TAIL))
  return lines.some(({ text }) => pattern.test(text))
}

/** What servers log of a request for a host that they do not know: Django, Rails, Symfony, Tomcat, Vite, webpack-dev-server. */
const FOREIGN_HOST =
  /Invalid HTTP_HOST header|\bDisallowedHost\b|\bBlocked hosts?:|\bUntrusted Host "|The host \[[^\]]{1,260}\] is not valid|Blocked request\. This host|\bInvalid Host header\b/

/** True where a server turns the kubelet away because it asks for the pod's address: by the status, and by its log. */
export function refusesHost(view: ContainerView, message: string, cluster: Cluster): boolean {
  return /statuscode: (?:400|403|421)\b/.test(message) && isLogged(view, FOREIGN_HOST, cluster)
}
