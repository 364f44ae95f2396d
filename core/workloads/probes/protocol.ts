import type { Cluster } from '../../cluster/cluster.ts'
import { readLines } from '../../logs/lines.ts'
import { isMissingLog } from '../../logs/read-log.ts'
import type { ContainerView } from '../containers.ts'
import type { Protocol } from './messages.ts'

/**
 * Go `net/http`'s messages about what it cannot parse: `http: server gave HTTP response to HTTPS client`; a TLS alert
 * (record type 0x15, version 3.x) or an HTTP/2 SETTINGS frame (type 0x04 after a length of three bytes), which `%q`
 * prints escaped.
 */
const BY_MESSAGE: readonly (readonly [Protocol, RegExp])[] = [
  ['http', /HTTP response to HTTPS client/i],
  ['https', /malformed HTTP \w{1,20}(?: \w{1,20})? "\\x15\\x03/],
  ['http2', /malformed HTTP \w{1,20}(?: \w{1,20})? "\\x00\\x00(?:\\x[0-9a-f]{2}|\\.|[^\\])\\x04/],
]

/** Logs of TLS servers about a client that speaks plain HTTP: Go `net/http`, nginx, Apache httpd (AH01996), Envoy. */
const LOGGED =
  /HTTP request to (?:an )?HTTPS (?:server|port)|HTTP spoken on HTTPS port|plain HTTP to an SSL-enabled server|SSL routines:[^:]{0,60}:http request/i

/** Lines at the end of a log that are searched. */
const TAIL = 200

/** The status of TLS servers for plain HTTP. */
const BAD_REQUEST = /statuscode: 400\b/

/** The server's protocol, from the probe's failure and, if it returned 400 to a plain request, its log. */
export function protocolOf(view: ContainerView, message: string, cluster: Cluster): Protocol | undefined {
  const found = BY_MESSAGE.find(([, pattern]) => pattern.test(message))?.[0]
  if (found !== undefined || !BAD_REQUEST.test(message)) return found
  return isLogged(view, LOGGED, cluster) ? 'https' : undefined
}

function isLogged({ pod, name }: ContainerView, pattern: RegExp, cluster: Cluster): boolean {
  const { current = '', previous = '' } = cluster.log(pod.metadata.namespace, pod.metadata.name, name) ?? {}
  const lines = [previous, current].filter(text => !isMissingLog(text)).flatMap(text => readLines(text).slice(-TAIL))
  return lines.some(({ text }) => pattern.test(text))
}

/** Logs of servers about a request for an unknown host: Django, Rails, Symfony, Tomcat, Vite, webpack-dev-server. */
const FOREIGN_HOST =
  /Invalid HTTP_HOST header|\bDisallowedHost\b|\bBlocked hosts?:|\bUntrusted Host "|The host \[[^\]]{1,260}\] is not valid|Blocked request\. This host|\bInvalid Host header\b/

/** True if a server rejects the kubelet because it sends the pod's address as host, by the status and its log. */
export function refusesHost(view: ContainerView, message: string, cluster: Cluster): boolean {
  return /statuscode: (?:400|403|421)\b/.test(message) && isLogged(view, FOREIGN_HOST, cluster)
}
