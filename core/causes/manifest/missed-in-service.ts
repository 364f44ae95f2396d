import type { Cluster } from '../../cluster/cluster.ts'
import { podsOfService } from '../../cluster/selectors.ts'
import type { Kube } from '../../kube/index.ts'

/** Endpoints may be kept by hand for a Service without a selector. */
function hasEndpoints({ metadata }: Kube<'Service'>, cluster: Cluster): boolean {
  const { namespace = '', name } = metadata
  const slices = cluster
    .list('EndpointSlice', namespace)
    .filter(slice => slice.metadata.labels?.['kubernetes.io/service-name'] === name)
  const known = cluster.find('Endpoints', namespace, name)
  return (
    slices.some(({ endpoints = [] }) => endpoints.length > 0) ||
    (known.state === 'present' && (known.object.subsets ?? []).length > 0)
  )
}

/** Takes a Service and the field that was meant; returns true where the Service reaches nothing for want of it. */
export function isMissedInService(service: Kube<'Service'>, meant: string | undefined, cluster: Cluster): boolean {
  const { selector, type, ports } = service.spec ?? {}
  if (meant === 'selector') {
    return type !== 'ExternalName' && Object.keys(selector ?? {}).length === 0 && !hasEndpoints(service, cluster)
  }
  return meant === 'targetPort' && (ports ?? []).length > 0 && isMisdirected(service, cluster)
}

/** True where the pods declare ports and the Service sends to none of them. */
function isMisdirected(service: Kube<'Service'>, cluster: Cluster): boolean {
  const targets = new Set(service.spec?.ports?.map(({ targetPort }) => Number(targetPort)))
  let isDeclared = false
  for (const { spec } of podsOfService(service, cluster)) {
    for (const { ports = [] } of spec?.containers ?? []) {
      if (ports.some(({ containerPort }) => containerPort !== undefined && targets.has(containerPort))) return false
      isDeclared ||= ports.length > 0
    }
  }
  return isDeclared
}
