import type { Cluster } from '../../cluster/cluster.ts'
import { matchesSelector } from '../../cluster/selectors.ts'
import type { Kube } from '../../kube/index.ts'
import type { PolicyPeer } from '../../kube/network.ts'
import type { End } from './ends.ts'

export type Direction = 'Ingress' | 'Egress'

/**
 * One connection as judged by the policies of both ends. The port is that of the pod at the far end, not the Service's.
 */
export interface Traffic {
  readonly from: End
  readonly to: End
  readonly port: number | undefined
  readonly protocol: string | undefined
  /** The port of a Service that was not read, which its pods usually share. */
  readonly asked?: number | undefined
  /**
   * Virtual addresses of the far end: it depends on the network plugin whether a policy sees these or the pod's own.
   */
  readonly virtual?: readonly string[]
  /** True if the far end is the API server. */
  readonly isApiServer?: boolean
}

/** The end whose policies apply to a direction, and the far end. */
export function endsOf(direction: Direction, { from, to }: Traffic): { readonly near: End; readonly far: End } {
  return direction === 'Egress' ? { near: from, far: to } : { near: to, far: from }
}

/** `maybe`: what was read does not tell. */
export type Fit = 'yes' | 'no' | 'maybe'

/** Policies of network plugins besides NetworkPolicy. */
export type PluginPolicy = Kube<
  | 'CiliumNetworkPolicy'
  | 'CiliumClusterwideNetworkPolicy'
  | 'AdminNetworkPolicy'
  | 'BaselineAdminNetworkPolicy'
  | 'NetworkPolicy.projectcalico.org'
  | 'GlobalNetworkPolicy'
>

export type CalicoPolicy = Kube<'NetworkPolicy.projectcalico.org' | 'GlobalNetworkPolicy'>

type Policy = Kube<'NetworkPolicy'>

/** A rule that matches half of the traffic: the peer, or the port. */
export interface NearRule {
  readonly index: number
  readonly fits: 'peer' | 'port'
}

/** The result of the policies at one end. */
export type PolicyAnswer =
  /** `policy` and `rule` if the end is isolated and they admit the traffic; `isExempt` if policies do not apply. */
  | {
      readonly state: 'open'
      readonly policy?: Policy | PluginPolicy
      readonly rule?: number
      readonly isExempt?: true
    }
  /** Nearest to admitting it first. */
  | { readonly state: 'closed'; readonly policies: readonly Policy[]; readonly near?: NearRule }
  /** `rule` if one denies it; without, none of them has a rule for it. */
  | { readonly state: 'refused'; readonly policies: readonly PluginPolicy[]; readonly rule?: number }
  | { readonly state: 'unknown'; readonly why: 'policies' | 'namespace' | 'address' | 'virtual' | 'port' }
  | { readonly state: 'unknown'; readonly why: 'plugin'; readonly policy: PluginPolicy }

/** The verdict of such policies at one end. */
export type PluginAnswer =
  /** None applies, or one passes the traffic on to the next tier. */
  | { readonly state: 'none' }
  | { readonly state: 'allowed' | 'denied'; readonly policy: PluginPolicy; readonly rule: number }
  /** They isolate the end, and none has a rule for the traffic. */
  | { readonly state: 'closed'; readonly policies: readonly PluginPolicy[] }
  /** A policy depends on what was not read, or on more than the connection; `mayDeny` if its rule denies. */
  | { readonly state: 'unknown'; readonly policy: PluginPolicy; readonly mayDeny: boolean }

/** For alternatives: one match is enough. */
export function best(fits: readonly Fit[]): Fit {
  return fits.includes('yes') ? 'yes' : fits.includes('maybe') ? 'maybe' : 'no'
}

/** For conditions: all must match. */
export function worst(fits: readonly Fit[]): Fit {
  return fits.includes('no') ? 'no' : fits.includes('maybe') ? 'maybe' : 'yes'
}

/** `maybe` stays what it is. */
export function inverted(fit: Fit): Fit {
  return fit === 'maybe' ? fit : fit === 'yes' ? 'no' : 'yes'
}

/** Each namespace has its own name as a label. */
export const NAMESPACE_LABEL = 'kubernetes.io/metadata.name'

export function fitsNamespace(name: string, selector: PolicyPeer['namespaceSelector'], cluster: Cluster): Fit {
  const found = cluster.find('Namespace', undefined, name)
  const labels = found.state === 'present' ? found.object.metadata.labels : undefined
  const keys = [
    ...Object.keys(selector?.matchLabels ?? {}),
    ...(selector?.matchExpressions ?? []).map(({ key }) => key ?? ''),
  ]
  if (labels === undefined && keys.some(key => key !== NAMESPACE_LABEL)) return 'maybe'
  return matchesSelector({ [NAMESPACE_LABEL]: name, ...labels }, selector) ? 'yes' : 'no'
}

export function fitsPods(labels: End['labels'], selector: NonNullable<PolicyPeer['podSelector']>): Fit {
  if (labels !== undefined) return matchesSelector(labels, selector) ? 'yes' : 'no'
  const isAny = Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length === 0
  return isAny ? 'yes' : 'maybe'
}

/** Whether the traffic’s port is in a range; `end` undefined for a single port. */
export function fitsNumber(first: number, end: number | undefined, { port, asked }: Traffic): Fit {
  // A rule for DNS is for nothing else.
  if (port === undefined) return first === 53 && asked !== undefined && asked !== 53 ? 'no' : 'maybe'
  return port >= first && port <= (end ?? first) ? 'yes' : 'no'
}

/** Whether the traffic’s port has a name at the far end; `of` undefined for any protocol. */
export function fitsName(name: string, of: string | undefined, { to, port }: Traffic): Fit {
  if (port === undefined) return 'maybe'
  if (to.spec === undefined) return to.kind === 'outside' ? 'no' : 'maybe'
  const containers = [...(to.spec.containers ?? []), ...(to.spec.initContainers ?? [])]
  const isNamed = containers.some(({ ports }) =>
    ports?.some(
      each =>
        each.name === name && each.containerPort === port && (of === undefined || (each.protocol ?? 'TCP') === of),
    ),
  )
  return isNamed ? 'yes' : 'no'
}
