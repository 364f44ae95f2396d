import { apiVersionOf, namesakeGroup } from '../kube/api-group.ts'
import type { Kind } from '../kube/index.ts'
import { type ApiResource, RESOURCES } from '../kube/resources.ts'

/** A kind, with the `apiVersion` of objects that have none. */
export interface Resource extends ApiResource {
  readonly apiVersion: string
}

/** Folder and file names in dumps and bundles besides the API's plural. */
const OTHER_NAMES: { readonly [K in Kind]?: readonly string[] } = {
  PersistentVolumeClaim: ['pvcs'],
  PersistentVolume: ['pvs'],
  ResourceQuota: ['resource-quota'],
  ReplicationController: ['replication-controllers'],
  PodDisruptionBudget: ['pod-disruption-budgets'],
  Ingress: ['ingress'],
  IngressClass: ['ingress-classes'],
  NetworkPolicy: ['network-policy'],
  StorageClass: ['storage-classes', 'storage'],
  MutatingWebhookConfiguration: ['mutating-webhook-configurations'],
  ValidatingWebhookConfiguration: ['validating-webhook-configurations'],
  CustomResourceDefinition: ['custom-resource-definitions'],
}

/** The kinds that dumps identify by file names; kinds that share a name are identified by the objects themselves. */
export const DUMPED: readonly Resource[] = RESOURCES.filter(({ kind }) => namesakeGroup(kind) === undefined).map(
  each => ({ ...each, apiVersion: apiVersionOf(each.group, each.version) }),
)

const BY_NAME = new Map<string, Resource>(
  DUMPED.flatMap(each => {
    const names = [each.resource, ...(OTHER_NAMES[each.kind as Kind] ?? [])]
    return names.map(name => [name, each] as const)
  }),
)

/** The kind behind an API plural (`replicasets`) or a dump's name for it (`pvcs`, `network-policy`). */
export function resourceByName(name: string): Resource | undefined {
  return BY_NAME.get(name)
}
