import type { Cluster } from '../../../cluster/cluster.ts'
import { type Labels, matchesMap } from '../../../cluster/selectors.ts'
import type { Kube } from '../../../kube/index.ts'
import type { End } from '../ends.ts'

/**
 * How an end takes part in Istio's mesh: through its own proxy or its node's; `unknown` if there is only a template.
 */
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

/** Pods with hostNetwork have no proxy. */
export function membershipOf(end: End): Membership {
  if (end.kind !== 'pod') return end.kind === 'unknown' ? 'unknown' : 'none'
  if (end.pod === undefined) return 'unknown'
  const { spec, metadata } = end.pod
  const names = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].map(({ name }) => name)
  if (names.includes(PROXY)) return 'sidecar'
  return metadata.annotations?.['ambient.istio.io/redirection'] === 'enabled' ? 'ambient' : 'none'
}

/** Whether a server's proxy intercepts connections to a port: the pod's annotations may exclude it. */
export function isIntercepted({ pod }: End, port: number | undefined): boolean {
  const annotations = pod?.metadata.annotations ?? {}
  const listed = (name: string) => annotations[`traffic.sidecar.istio.io/${name}`]?.split(',').map(each => each.trim())
  const included = listed('includeInboundPorts')
  if (port === undefined) return true
  if (listed('excludeInboundPorts')?.includes(String(port)) === true) return false
  return included === undefined || included.includes('*') || included.includes(String(port))
}

/** True for a gateway of the mesh, which is only a proxy: routes for clients in the mesh do not apply to it. */
export function isGateway({ pod }: End): boolean {
  const { containers = [] } = pod?.spec ?? {}
  return containers.length > 0 && containers.every(({ name }) => name === PROXY)
}

export function isMember(membership: Membership): boolean {
  return membership === 'sidecar' || membership === 'ambient'
}

/** True for a server behind Linkerd’s proxy. */
export function isLinkerds({ pod }: End): boolean {
  const { containers = [], initContainers = [] } = pod?.spec ?? {}
  return [...containers, ...initContainers].some(({ name }) => name === 'linkerd-proxy')
}

/** A Service's name in a mesh. */
export function hostOf({ metadata }: Kube<'Service'>): string {
  return `${metadata.name}.${metadata.namespace ?? ''}.svc.cluster.local`
}

/** The full name of a host in an object: one without a dot is a Service in the object's namespace. */
export function fullHost(host: string, namespace: string | undefined): string {
  return host.includes('.') || host.startsWith('*') ? host : `${host}.${namespace ?? ''}.svc.cluster.local`
}

/** How closely a host in an object matches a name: the length of the match; undefined if it does not. */
export function closeness(pattern: string, namespace: string | undefined, host: string): number | undefined {
  const full = fullHost(pattern, namespace)
  if (full === host) return host.length + 1
  if (!full.startsWith('*')) return undefined
  return host.endsWith(full.slice(1)) ? full.length - 1 : undefined
}

/** Whether an object applies to clients of a namespace: to all unless it says otherwise. */
export function isExported(
  exportTo: readonly string[] | undefined,
  own: string | undefined,
  to: string | undefined,
): boolean {
  if (exportTo === undefined || exportTo.length === 0) return true
  return exportTo.some(name => name === '*' || name === to || (name === '.' && own === to))
}

/** True if a label selector selects everything in its namespace. */
export function isWhole(labels: Labels | undefined): boolean {
  return labels === undefined || Object.keys(labels).length === 0
}

export function selectsEnd(labels: Labels | undefined, end: End): boolean {
  return isWhole(labels) || matchesMap(end.labels, labels ?? {})
}

/** Objects of a kind, oldest first: of several in one place, Istio uses the oldest. */
export function oldestFirst<T extends Kube>(objects: readonly T[]): readonly T[] {
  const time = ({ metadata }: T) => metadata.creationTimestamp ?? ''
  return [...objects].sort((a, b) => (time(a) < time(b) ? -1 : time(a) > time(b) ? 1 : 0))
}

/** The resource for a client with its own proxy: the one in its namespace that selects it, else the one for all. */
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
