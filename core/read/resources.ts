/** A kind that diagnosis may read. */
export interface Resource {
  /** The API's name for it: `replicasets`. */
  readonly plural: string
  readonly apiVersion: string
  readonly kind: string
  readonly namespaced: boolean
}

type Row = readonly [names: string, apiVersion: string, kind: string, scope?: 'cluster']

/** The first name is the API's plural; the others are the folder and file names that dumps and bundles use for it. */
const ROWS: readonly Row[] = [
  ['pods', 'v1', 'Pod'],
  ['services', 'v1', 'Service'],
  ['endpoints', 'v1', 'Endpoints'],
  ['endpointslices', 'discovery.k8s.io/v1', 'EndpointSlice'],
  ['events', 'v1', 'Event'],
  ['configmaps', 'v1', 'ConfigMap'],
  ['secrets', 'v1', 'Secret'],
  ['serviceaccounts', 'v1', 'ServiceAccount'],
  ['persistentvolumeclaims pvcs', 'v1', 'PersistentVolumeClaim'],
  ['persistentvolumes pvs', 'v1', 'PersistentVolume', 'cluster'],
  ['resourcequotas resource-quota', 'v1', 'ResourceQuota'],
  ['limitranges', 'v1', 'LimitRange'],
  ['replicationcontrollers replication-controllers', 'v1', 'ReplicationController'],
  ['nodes', 'v1', 'Node', 'cluster'],
  ['namespaces', 'v1', 'Namespace', 'cluster'],
  ['deployments', 'apps/v1', 'Deployment'],
  ['replicasets', 'apps/v1', 'ReplicaSet'],
  ['statefulsets', 'apps/v1', 'StatefulSet'],
  ['daemonsets', 'apps/v1', 'DaemonSet'],
  ['controllerrevisions', 'apps/v1', 'ControllerRevision'],
  ['jobs', 'batch/v1', 'Job'],
  ['cronjobs', 'batch/v1', 'CronJob'],
  ['horizontalpodautoscalers', 'autoscaling/v2', 'HorizontalPodAutoscaler'],
  ['poddisruptionbudgets pod-disruption-budgets', 'policy/v1', 'PodDisruptionBudget'],
  ['ingresses ingress', 'networking.k8s.io/v1', 'Ingress'],
  ['ingressclasses ingress-classes', 'networking.k8s.io/v1', 'IngressClass', 'cluster'],
  ['gateways', 'gateway.networking.k8s.io/v1', 'Gateway'],
  ['gatewayclasses', 'gateway.networking.k8s.io/v1', 'GatewayClass', 'cluster'],
  ['httproutes', 'gateway.networking.k8s.io/v1', 'HTTPRoute'],
  ['grpcroutes', 'gateway.networking.k8s.io/v1', 'GRPCRoute'],
  ['tlsroutes', 'gateway.networking.k8s.io/v1alpha2', 'TLSRoute'],
  ['tcproutes', 'gateway.networking.k8s.io/v1alpha2', 'TCPRoute'],
  ['udproutes', 'gateway.networking.k8s.io/v1alpha2', 'UDPRoute'],
  ['externalsecrets', 'external-secrets.io/v1', 'ExternalSecret'],
  ['sealedsecrets', 'bitnami.com/v1alpha1', 'SealedSecret'],
  ['certificates', 'cert-manager.io/v1', 'Certificate'],
  ['referencegrants', 'gateway.networking.k8s.io/v1beta1', 'ReferenceGrant'],
  ['networkpolicies network-policy', 'networking.k8s.io/v1', 'NetworkPolicy'],
  ['ciliumnetworkpolicies', 'cilium.io/v2', 'CiliumNetworkPolicy'],
  ['ciliumclusterwidenetworkpolicies', 'cilium.io/v2', 'CiliumClusterwideNetworkPolicy', 'cluster'],
  ['adminnetworkpolicies', 'policy.networking.k8s.io/v1alpha1', 'AdminNetworkPolicy', 'cluster'],
  ['baselineadminnetworkpolicies', 'policy.networking.k8s.io/v1alpha1', 'BaselineAdminNetworkPolicy', 'cluster'],
  ['globalnetworkpolicies', 'projectcalico.org/v3', 'GlobalNetworkPolicy', 'cluster'],
  ['networksets', 'projectcalico.org/v3', 'NetworkSet'],
  ['globalnetworksets', 'projectcalico.org/v3', 'GlobalNetworkSet', 'cluster'],
  ['tiers', 'projectcalico.org/v3', 'Tier', 'cluster'],
  ['storageclasses storage-classes storage', 'storage.k8s.io/v1', 'StorageClass', 'cluster'],
  ['volumeattachments', 'storage.k8s.io/v1', 'VolumeAttachment', 'cluster'],
  ['csidrivers', 'storage.k8s.io/v1', 'CSIDriver', 'cluster'],
  ['csinodes', 'storage.k8s.io/v1', 'CSINode', 'cluster'],
  ['csistoragecapacities', 'storage.k8s.io/v1', 'CSIStorageCapacity'],
  ['priorityclasses', 'scheduling.k8s.io/v1', 'PriorityClass', 'cluster'],
  ['runtimeclasses', 'node.k8s.io/v1', 'RuntimeClass', 'cluster'],
  ['leases', 'coordination.k8s.io/v1', 'Lease'],
  ['roles', 'rbac.authorization.k8s.io/v1', 'Role'],
  ['rolebindings', 'rbac.authorization.k8s.io/v1', 'RoleBinding'],
  ['clusterroles', 'rbac.authorization.k8s.io/v1', 'ClusterRole', 'cluster'],
  ['clusterrolebindings', 'rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', 'cluster'],
  [
    'mutatingwebhookconfigurations mutating-webhook-configurations',
    'admissionregistration.k8s.io/v1',
    'MutatingWebhookConfiguration',
    'cluster',
  ],
  [
    'validatingwebhookconfigurations validating-webhook-configurations',
    'admissionregistration.k8s.io/v1',
    'ValidatingWebhookConfiguration',
    'cluster',
  ],
  ['apiservices', 'apiregistration.k8s.io/v1', 'APIService', 'cluster'],
  [
    'customresourcedefinitions custom-resource-definitions',
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    'cluster',
  ],
]

const BY_NAME = new Map<string, Resource>(
  ROWS.flatMap(([row, apiVersion, kind, scope]) => {
    const names = row.split(' ')
    const resource = { plural: names[0] ?? '', apiVersion, kind, namespaced: scope !== 'cluster' }
    return names.map(name => [name, resource] as const)
  }),
)

/** The kind behind an API plural (`replicasets`) or a dump's name for it (`pvcs`, `network-policy`). */
export function resourceByName(name: string): Resource | undefined {
  return BY_NAME.get(name)
}

/** All kinds of the table that live in namespaces. */
export function namespacedResources(): Resource[] {
  return [...new Set(BY_NAME.values())].filter(({ namespaced }) => namespaced)
}
