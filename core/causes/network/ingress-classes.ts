import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'

/** What people used before `spec.ingressClassName`; controllers still honour it, most without an IngressClass. */
export const CLASS_ANNOTATION = 'kubernetes.io/ingress.class'
const DEFAULT_ANNOTATION = 'ingressclass.kubernetes.io/is-default-class'

/** The class that an Ingress names, and where. */
export interface NamedClass {
  readonly name: string | undefined
  readonly by: 'field' | 'annotation' | 'nothing'
}

/** Takes an Ingress; returns the class that it names. */
export function classOf({ spec, metadata }: Kube<'Ingress'>): NamedClass {
  if (spec?.ingressClassName !== undefined) return { name: spec.ingressClassName, by: 'field' }
  const annotation = metadata.annotations?.[CLASS_ANNOTATION]
  return annotation === undefined ? { name: undefined, by: 'nothing' } : { name: annotation, by: 'annotation' }
}

/** Takes an Ingress; returns true where a controller has given it an address. */
export function isServed({ status }: Kube<'Ingress'>): boolean {
  return (status?.loadBalancer?.ingress ?? []).length > 0
}

/** Takes a cluster; returns true where an Ingress without a class gets one. */
export function hasDefaultClass(cluster: Cluster): boolean {
  return cluster.list('IngressClass').some(({ metadata }) => metadata.annotations?.[DEFAULT_ANNOTATION] === 'true')
}

/** GKE's own controller serves an Ingress without a class, or with `gce`, and has no IngressClass. */
export function isGoogle(cluster: Cluster): boolean {
  return cluster.list('Node').some(({ spec }) => spec?.providerID?.startsWith('gce://') === true)
}
