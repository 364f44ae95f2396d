import type { Cluster } from '../../../cluster/cluster.ts'
import { type Labels, matchesMap } from '../../../cluster/selectors.ts'
import type { Kube } from '../../../kube/index.ts'
import type { End } from '../ends.ts'

/** How an end takes part in Istio's mesh: by a proxy of its own or through its node's; `unknown` where only a template is there. */
export type Membership = 'sidecar' | 'ambient' | 'none' | 'unknown'

const DEFAULT_ROOT = 'istio-system'

/** istiod's Service: `istiod`, or with the revision behind it. */
const ISTIOD = /^istiod(?:-|$)/

function findRoot(_snapshot: object, cluster: Cluster): string {
  for (const { webhooks = [] } of cluster.list('MutatingWebhookConfiguration'))
    for (const { clientConfig } of webhooks) {
      const { name = '', namespace } = clientConfig?.service ?? {}
      if (namespace !== undefined && ISTIOD.test(name)) return namespace
    }
  return DEFAULT_ROOT
}

/**
 * The namespace whose policies hold for the whole mesh: by default that of istiod, which the webhook that injects proxies calls.
 * https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig
 */
export function rootNamespace(cluster: Cluster): string {
  return cluster.of(cluster.snapshot, findRoot)
}

const PROXY = 'istio-proxy'

/** Pods in the network of their node have no proxy. */
export function membershipOf(end: End): Membership {
  if (end.kind !== 'pod') return end.kind === 'unknown' ? 'unknown' : 'none'
  if (end.pod === undefined) return 'unknown'
  const { spec, metadata } = end.pod
  const names = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].map(({ name }) => name)
  if (names.includes(PROXY)) return 'sidecar'
  return metadata.annotations?.['ambient.istio.io/redirection'] === 'enabled' ? 'ambient' : 'none'
}

/** Whether the proxy of a server takes the connections to a port: annotations of the pod may leave it out. */
export function isIntercepted({ pod }: End, port: number | undefined): boolean {
  const annotations = pod?.metadata.annotations ?? {}
  const listed = (name: string) => annotations[`traffic.sidecar.istio.io/${name}`]?.split(',').map(each => each.trim())
  const included = listed('includeInboundPorts')
  if (port === undefined) return true
  if (listed('excludeInboundPorts')?.includes(String(port)) === true) return false
  return included === undefined || included.includes('*') || included.includes(String(port))
}

/** True for a gateway of the mesh, which is a proxy and nothing else: routes for clients in the mesh are not for it. */
export function isGateway({ pod }: End): boolean {
  const { containers = [] } = pod?.spec ?? {}
  return containers.length > 0 && containers.every(({ name }) => name === PROXY)
}

export function isMember(membership: Membership): boolean {
  return membership === 'sidecar' || membership === 'ambient'
}

/** True for a server that Linkerd’s proxy guards. */
export function isLinkerds({ pod }: End): boolean {
  const { containers = [], initContainers = [] } = pod?.spec ?? {}
  return [...containers, ...initContainers].some(({ name }) => name === 'linkerd-proxy')
}

/** The name that a mesh knows a Service by. */
export function hostOf({ metadata }: Kube<'Service'>): string {
  return `${metadata.name}.${metadata.namespace ?? ''}.svc.cluster.local`
}

/** A host as an object of a namespace means it: one without a dot is a Service beside the object. */
export function fullHost(host: string, namespace: string | undefined): string {
  return host.includes('.') || host.startsWith('*') ? host : `${host}.${namespace ?? ''}.svc.cluster.local`
}

/** How closely a host of an object matches a name: the length of what is the same; undefined where it does not. */
export function closeness(pattern: string, namespace: string | undefined, host: string): number | undefined {
  const full = fullHost(pattern, namespace)
  if (full === host) return host.length + 1
  if (!full.startsWith('*')) return undefined
  return host.endsWith(full.slice(1)) ? full.length - 1 : undefined
}

/** Whether an object is meant for clients of a namespace: for all unless it says so. */
export function isExported(
  exportTo: readonly string[] | undefined,
  own: string | undefined,
  to: string | undefined,
): boolean {
  if (exportTo === undefined || exportTo.length === 0) return true
  return exportTo.some(name => name === '*' || name === to || (name === '.' && own === to))
}

/** True where a selector by labels selects all of its namespace. */
export function isWhole(labels: Labels | undefined): boolean {
  return labels === undefined || Object.keys(labels).length === 0
}

export function selectsEnd(labels: Labels | undefined, end: End): boolean {
  return isWhole(labels) || matchesMap(end.labels, labels ?? {})
}

/** Objects of a kind that are older come first: of several at one place, Istio takes the oldest. */
export function oldestFirst<T extends Kube>(objects: readonly T[]): readonly T[] {
  const time = ({ metadata }: T) => metadata.creationTimestamp ?? ''
  return [...objects].sort((a, b) => (time(a) < time(b) ? -1 : time(a) > time(b) ? 1 : 0))
}

/** What holds for a client that speaks through its own proxy: the resource of its namespace that selects it, else that for all. */
export function sidecarFor(from: End, cluster: Cluster): Kube<'Sidecar'> | undefined {
  const own = oldestFirst(cluster.list('Sidecar', from.namespace))
  const root = oldestFirst(cluster.list('Sidecar', rootNamespace(cluster)))
  return (
    own.find(
      ({ spec }) => !isWhole(spec?.workloadSelector?.labels) && selectsEnd(spec?.workloadSelector?.labels, from),
    ) ??
    own.find(({ spec }) => isWhole(spec?.workloadSelector?.labels)) ??
    root.find(({ spec }) => isWhole(spec?.workloadSelector?.labels))
  )
}
