import { groupOf } from './api-group.ts'
import { type Kind, SHAPES } from './index.ts'

const CALICO = ['projectcalico.org', 'crd.projectcalico.org'] as const

/** Groups of the kinds that are no part of Kubernetes. */
const OWN_GROUPS: Readonly<Partial<Record<Kind, readonly string[]>>> = {
  ExternalSecret: ['external-secrets.io'],
  SealedSecret: ['bitnami.com'],
  Certificate: ['cert-manager.io'],
  CiliumNetworkPolicy: ['cilium.io'],
  CiliumClusterwideNetworkPolicy: ['cilium.io'],
  GlobalNetworkPolicy: CALICO,
  GlobalNetworkSet: CALICO,
  NetworkSet: CALICO,
  Tier: CALICO,
}

/** Kinds whose names Kubernetes has too: `Kind.group`, as kubectl takes it. Calico serves its own in two groups. */
const NAMESAKES: Readonly<Record<string, Kind>> = {
  ...Object.fromEntries(CALICO.map(group => [`NetworkPolicy.${group}`, 'NetworkPolicy.projectcalico.org' as const])),
}

/**
 * The kind of an object as the rules know it; undefined for one that none reads, as are those of projects whose kinds bear
 * the names of Kubernetes': Knative's Service, Volcano's Job, Longhorn's Node. The groups of Kubernetes have no full stop or
 * end in `.k8s.io`. Items of a typed list name no API.
 */
export function kindOf(kind: unknown, apiVersion: unknown): Kind | undefined {
  if (typeof kind !== 'string') return undefined
  const group = typeof apiVersion === 'string' ? groupOf(apiVersion) : ''
  const namesake = `${kind}.${group}`
  if (Object.hasOwn(NAMESAKES, namesake)) return NAMESAKES[namesake]
  if (!Object.hasOwn(SHAPES, kind)) return undefined
  const known = kind as Kind
  if (typeof apiVersion !== 'string') return known
  const own = OWN_GROUPS[known]
  if (own !== undefined) return own.includes(group) ? known : undefined
  return group.includes('.') && !group.endsWith('.k8s.io') ? undefined : known
}

/** Those kinds, as the rules know them. */
export const NAMESAKE_KINDS: readonly Kind[] = [...new Set(Object.values(NAMESAKES))]
