import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf, refText } from '../../ref.ts'
import type { Evidence, ObjectRef } from '../../report.ts'
import { namespaceFlag, command as sh } from '../../shell.ts'
import { workloadOf } from '../workloads.ts'
import type { Admission } from './admissions.ts'
import type { LeftOut } from './endpoints.ts'
import type { End } from './ends.ts'
import type { RouteFault, RouteFix } from './mesh/routes.ts'
import type { Destination, MissingName } from './names.ts'
import type { Backend } from './services.ts'
import type { Strays } from './strays.ts'
import type { Direction, PluginPolicy } from './traffic.ts'

type Pod = Kube<'Pod'>
type Service = Kube<'Service'>

/** What is broken at a hop, for its words. */
export type Fault = { readonly subject: ObjectRef; readonly because: readonly ObjectRef[] } & (
  | { readonly kind: 'name'; readonly missing: MissingName }
  | { readonly kind: 'dns-down' }
  | { readonly kind: 'policy'; readonly blocked: Blocked }
  | {
      readonly kind: 'service-port'
      readonly service: string
      readonly port: string
      readonly ports: readonly string[]
      readonly only: number | undefined
    }
  | { readonly kind: 'source-ranges'; readonly address: string }
  /** `list`: the command that lists the selected pods, if they were not read. */
  | { readonly kind: 'no-endpoints'; readonly list?: string }
  | { readonly kind: 'selector' | 'no-pods' | 'not-ready' }
  | { readonly kind: 'node-local'; readonly node: string; readonly nodes: readonly string[] }
  | { readonly kind: 'scaled-to-zero'; readonly service: ObjectRef }
  | { readonly kind: 'target-port'; readonly miss: TargetMiss }
  | { readonly kind: 'strays'; readonly strays: Strays }
  | { readonly kind: 'left-out'; readonly leftOut: LeftOut }
  | { readonly kind: 'port-names'; readonly wanted: string }
  | { readonly kind: 'external-local'; readonly nodes: readonly string[] }
  | { readonly kind: 'ip-family'; readonly wanted: readonly string[]; readonly has: readonly string[] }
  /**
   * `mapped`: the target port of a headless Service, which does not map ports; `isLikely` if the pods only declare it.
   */
  | { readonly kind: 'not-listening'; readonly isLoopback: boolean; readonly mapped?: number; readonly isLikely?: true }
  | { readonly kind: 'not-inside'; readonly instead: string | undefined }
  | { readonly kind: 'proxy'; readonly node: string }
  /** `alias`: what a Service of type ExternalName stands for. */
  | { readonly kind: 'not-exposed'; readonly alias?: string }
  | { readonly kind: 'node' | 'address-pending' | 'ingress-class' | 'ingress-backend' | 'ingress-tls' }
  | { readonly kind: 'no-pod-there' }
  /** `route`: the fault of a route, if that breaks it. */
  | { readonly kind: 'mesh'; readonly fix: RouteFix; readonly route?: RouteFault }
  /** `bundle`: the object with the missing CA certificate. */
  | { readonly kind: 'backend-tls'; readonly bundle: string | undefined }
  | { readonly kind: 'gateway' | 'route' | 'route-backend' | 'no-weight' }
)

export type FaultKind = Fault['kind']

/** Faults that persist until someone changes something; servers that are not ready may only be starting. */
export const STANDING: ReadonlySet<FaultKind> = new Set([
  'name',
  'policy',
  'service-port',
  'selector',
  'no-pods',
  'scaled-to-zero',
  'target-port',
])

/** A value for one kind of fault; undefined for others. */
export function ofFault<K extends FaultKind, W>(
  kind: K,
  words: (fault: Extract<Fault, { readonly kind: K }>) => W,
): (fault: Fault) => W | undefined {
  return fault => (fault.kind === kind ? words(fault as Extract<Fault, { readonly kind: K }>) : undefined)
}

/** A port of a Service on which its pods do not listen. */
export interface TargetMiss {
  readonly service: Service
  /** Index in `spec.ports`. */
  readonly index: number
  readonly target: string | number
  readonly known: readonly string[]
  /** True if the known ports come from the log. */
  readonly isSaid?: boolean
  /** The client's protocol, if the Service’s port has another. */
  readonly protocol?: string
}

/** Policies that block traffic. */
export interface Blocked {
  readonly direction: Direction
  readonly policy: Kube<'NetworkPolicy' | 'AuthorizationPolicy'> | PluginPolicy
  /** True if a rule denies it, false if none allows it. */
  readonly isDenied: boolean
  /** Further ones that isolate the same end and do not admit it either. */
  readonly others: readonly string[]
  /** Resources of policies that were not read and may allow it. */
  readonly overruledBy: readonly string[]
  /** The blocked client and its target, in words. */
  readonly client: string
  readonly target: string
  readonly isDns: boolean
  /** True if the far end is outside the cluster: policies know it only by address. */
  readonly isOutside: boolean
  readonly admission: Admission | undefined
  /** Further policies of the same connection that also have to admit it. */
  readonly next: readonly Blocked[]
}

/** One step of a connection. */
export interface Hop {
  readonly kind:
    | 'dns'
    | 'name'
    | 'service-port'
    | 'endpoints'
    | 'target-port'
    | 'egress-policy'
    | 'ingress-policy'
    | 'target'
    | 'exposure'
    | 'route'
    | 'mesh-route'
    | 'mesh-tls'
    | 'mesh-policy'
    | 'kube-proxy'
    | 'nodes'
  readonly state: 'open' | 'broken' | 'undecided'
  /** The object at the hop. */
  readonly object?: ObjectRef
  /** The state of the hop, a sentence without a full stop. */
  readonly text: string
  readonly evidence: readonly Evidence[]
  /** A command that would decide it. */
  readonly check?: string
  readonly fault?: Fault
}

/** What failed: a name lookup or a connection. */
export interface Failure {
  readonly at: 'name' | 'connection'
  /** True if the other side responded: a refusal, a name that does not exist. Undefined if the words do not tell. */
  readonly isAnswered: boolean | undefined
}

/** A question about the network. */
export interface Question {
  readonly from: End
  /** Undefined if only a port, or nothing, is known of the far end. */
  readonly host: string | undefined
  /** Number, or the name of a Service's port; undefined if unknown. */
  readonly port?: number | string | undefined
  readonly protocol?: string | undefined
  /** Undefined if nothing has been tried. */
  readonly failed?: Failure | undefined
  /** The target, if it was given as an object and no name has to be resolved. */
  readonly target?: Destination | undefined
}

export interface Path {
  readonly question: Question
  /** In the order of the connection. */
  readonly hops: readonly Hop[]
  /** The first hop that is broken. */
  readonly broken: Hop | undefined
  /** The Service that it goes through, if any. */
  readonly service: Service | undefined
  /** Pods that would respond. */
  readonly servers: readonly Pod[]
}

export const NOTHING: readonly never[] = []

export function open(
  kind: Hop['kind'],
  text: string,
  object?: ObjectRef,
  evidence: readonly Evidence[] = NOTHING,
): Hop {
  return { kind, state: 'open', text, evidence, ...(object === undefined ? {} : { object }) }
}

export function undecided(kind: Hop['kind'], text: string, check: string, object?: ObjectRef): Hop {
  return { kind, state: 'undecided', text, evidence: NOTHING, check, ...(object === undefined ? {} : { object }) }
}

export function broken(
  kind: Hop['kind'],
  text: string,
  fault: Fault,
  evidence: readonly Evidence[],
  object = fault.subject,
): Hop {
  return { kind, state: 'broken', text, evidence, object, fault }
}

/** An end in words: the workload of a pod, or whatever it is. */
export function endText(end: End, cluster: Cluster): string {
  if (end.pod !== undefined) return refText(workloadOf(end.pod, cluster))
  if (end.ref !== undefined) return refText(end.ref)
  return end.addresses[0] ?? (end.kind === 'unknown' ? 'the client' : 'clients outside the cluster')
}

export function clientRef({ pod, ref }: End, cluster: Cluster): ObjectRef {
  return pod === undefined ? (ref ?? { kind: 'Cluster', name: 'cluster' }) : workloadOf(pod, cluster)
}

/** Wraps a command so that it runs where the connection starts. */
export function runAt({ pod, ref = pod === undefined ? undefined : refOf(pod) }: End, command: string): string {
  if (ref === undefined) return command
  const { kind, name, namespace } = ref
  if (kind === 'Node') return `${sh`kubectl debug node/${name} -it --image=busybox --`} ${command}`
  const what = kind === 'Pod' ? name : `${kind.toLowerCase()}/${name}`
  return `${sh`kubectl exec ${what}${namespaceFlag(namespace)} --`} ${command}`
}

/** One server, and the port there. */
export interface Server extends Backend {
  readonly port: number | undefined
}

/** A connection with a known end. */
export interface Connection {
  readonly question: Question
  readonly protocol: string | undefined
  readonly service: Service | undefined
  readonly servers: readonly Server[]
  /** The target in words. */
  readonly target: string
  readonly isDns: boolean
}

/** Nodes lose packets; they do not respond. */
export function isLossy(failed: Failure | undefined): boolean {
  return failed === undefined || failed.isAnswered === false
}

/** Host and port as in a URL: an IPv6 address in brackets. */
export function hostPort(host: string, port: number | string | undefined): string {
  if (port === undefined) return host
  return host.includes(':') && !host.startsWith('[') ? `[${host}]:${port}` : `${host}:${port}`
}

export function numberOf(port: number | string | undefined): number | undefined {
  return typeof port === 'string' ? undefined : port
}
