/** Groups of Kubernetes itself whose names have a full stop; other `*.k8s.io` come with a CustomResourceDefinition. */
const OWN_GROUPS: ReadonlySet<string> = new Set([
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'internal.apiserver.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'rbac.authorization.k8s.io',
  'resource.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
  'storagemigration.k8s.io',
])

/** Takes an API group; returns true where a CustomResourceDefinition or an API server of others brings it. */
export function isCustom(group: string): boolean {
  return group.includes('.') && !OWN_GROUPS.has(group)
}
