import type { ClusterEvent } from '../../cluster/events.ts'

/**
 * The protocol on a probe's port if it is not the probe's. `http2` is HTTP/2 in plain text, as gRPC servers speak it.
 */
export type Protocol = 'http' | 'https' | 'http2'

export type ProbeKind = 'liveness' | 'readiness' | 'startup'

const KINDS = { Liveness: 'liveness', Readiness: 'readiness', Startup: 'startup' } as const

/** The kind of probe whose failure an event reports; undefined for other events. */
export function kindOf(event: ClusterEvent): ProbeKind | undefined {
  const word = /^(Liveness|Readiness|Startup) probe (?:failed|errored|warning)/.exec(event.message)?.[1]
  return word === undefined ? undefined : KINDS[word as keyof typeof KINDS]
}

/** The runtime cannot find the command of an exec probe. */
export const NO_COMMAND = /executable file .{0,300}not found|exec failed: .{0,300}no such file or directory/

/**
 * The kubelet's gRPC probe (`pkg/probe/grpc`) of a server without the health service, or without the service that the
 * probe names.
 */
export const NO_HEALTH_SERVICE = /does not implement the grpc health protocol|unknown service grpc\.health/i

/** What shows how an app responded to its probe. */
interface ShortAnswer {
  readonly message: string
  readonly speaks: Protocol | undefined
  readonly command: string | undefined
  readonly refusesHost: boolean
}

const SPOKEN = {
  http: ': the port speaks HTTP, not HTTPS',
  https: ': the port speaks HTTPS, not HTTP',
  http2: ': the port speaks HTTP/2 (gRPC), not HTTP/1.1',
} as const

/** The first line that an exec probe's command printed. */
function printed(message: string): string {
  const line = /^\w{1,20} probe failed: ([^\n]{1,120})/.exec(message)?.[1]?.trim() ?? ''
  return line === '' ? '' : `: ${line.replace(/[.:\s]{1,100}$/, '')}`
}

/** The app's response in a kubelet's message about a failed probe, as the end of a title: `: HTTP status 503`. */
export function shortAnswer({ message, speaks, command, refusesHost }: ShortAnswer): string {
  if (speaks !== undefined) return SPOKEN[speaks]
  const status = /statuscode: (\d{3})/.exec(message)?.[1]
  if (status !== undefined)
    return `: HTTP status ${status}${refusesHost ? ', because the app rejects the pod’s address as host' : ''}`
  if (NO_COMMAND.test(message)) return ': its command is not in the image'
  if (/connection refused/i.test(message)) return ': connection refused'
  if (/NOT_SERVING/.test(message)) return ': the gRPC health check returns NOT_SERVING'
  if (NO_HEALTH_SERVICE.test(message)) return ': it does not serve the gRPC health protocol'
  if (/stopped after \d{1,3} redirects/.test(message)) return ': too many redirects'
  return command === undefined ? '' : printed(message)
}

/** The outcome of a probe. `refused`: nothing listens on the port. */
export type ProbeAnswer = 'refused' | 'not-found' | 'timeout' | 'failure'

/**
 * The kubelet's message about a probe whose port name the container does not have (`pkg/probe/util.go`, before and
 * since kubernetes/kubernetes#139791). It never succeeds, and kills nothing.
 */
export const NO_SUCH_PORT = /probe errored[^:]{0,60}: (?:strconv\.Atoi: parsing|port "[^"]{1,63}" not found)/

/**
 * Messages of kubelets, containerd and CRI-O about a command that took too long; its output may mention other timeouts.
 */
const COMMAND_TIMED_OUT =
  /probe (?:failed|errored)[^:]{0,60}: (?:command .{0,2000}timed out|rpc error: code = DeadlineExceeded|.{0,200}timeout \S{1,20} exceeded)/

/** The outcome of a probe in a kubelet's message about its failure (kubelet `prober`, Go `net/http`, gRPC probe). */
export function classifyProbe(message: string, isCommand = false): ProbeAnswer {
  if (isCommand) return COMMAND_TIMED_OUT.test(message) ? 'timeout' : 'failure'
  if (
    NO_SUCH_PORT.test(message) ||
    /connection refused|actively refused|failed to connect service|error: this is a non-listening port/i.test(message)
  )
    return 'refused'
  if (/statuscode: (?:404|410)\b/.test(message)) return 'not-found'
  if (/deadline exceeded|timed? ?out|Client\.Timeout|timeout:/i.test(message)) return 'timeout'
  return 'failure'
}
