/** One kind that the rules read, and how it is asked for. */
export interface CollectKind {
  /** As the rules know it: one that bears another's name has its group behind it. */
  readonly kind: string
  /** The API group; empty for the core group. */
  readonly group: string
  readonly version: string
  /** The plural in paths and in RBAC rules. */
  readonly resource: string
  readonly namespaced: boolean
  /** Namespaces that are read besides the one in scope. */
  readonly also?: readonly string[]
  /** Asked for as PartialObjectMetadata: the rest is secret, or too large to be worth reading. */
  readonly metadataOnly?: true
  /** Asked for only where the credentials are known to allow it, because granting it gives away more than it helps. */
  readonly onlyIfAllowed?: true
  /** Of an add-on: asked for only where discovery shows it, in the version that it shows. */
  readonly addOn?: true
  /** A second group in which the same objects are served, read where the first is not. */
  readonly orGroup?: string
}

const CONTROL_PLANE = ['kube-system']

function namespaced(group: string, version: string, kind: string, resource: string, also?: readonly string[]) {
  return { kind, group, version, resource, namespaced: true, ...(also ? { also } : {}) } as const
}

function clusterWide(group: string, kind: string, resource: string) {
  return { kind, group, version: 'v1', resource, namespaced: false } as const
}

const GATEWAYS = 'gateway.networking.k8s.io'
const POLICIES = 'policy.networking.k8s.io'
const CALICO = 'projectcalico.org'

/** `gateways Gateway` */
function ofGateways(names: string): CollectKind {
  const [resource = '', kind = ''] = names.split(' ')
  return { ...namespaced(GATEWAYS, 'v1', kind, resource), addOn: true }
}

/** Calico's kinds come from its API server, or without one from the definitions that it keeps them in. */
function ofCalico(kind: CollectKind): CollectKind {
  return { ...kind, version: 'v3', addOn: true, orGroup: `crd.${CALICO}` }
}

/**
 * Every kind that the rules read, what decides most first: when time runs out the end of the list is lost.
 * The versions are served by Kubernetes 1.24 and later, but for the admission policies (1.30).
 * `kube-system` holds the control plane and the cluster's own add-ons, `kube-node-lease` the kubelets' heartbeats,
 * `default` the events of nodes and the Service of the API server.
 */
export const KINDS: readonly CollectKind[] = [
  namespaced('', 'v1', 'Pod', 'pods', CONTROL_PLANE),
  namespaced('apps', 'v1', 'Deployment', 'deployments', CONTROL_PLANE),
  namespaced('apps', 'v1', 'ReplicaSet', 'replicasets'),
  namespaced('apps', 'v1', 'StatefulSet', 'statefulsets'),
  namespaced('apps', 'v1', 'DaemonSet', 'daemonsets', CONTROL_PLANE),
  namespaced('batch', 'v1', 'Job', 'jobs'),
  namespaced('batch', 'v1', 'CronJob', 'cronjobs'),
  namespaced('', 'v1', 'Event', 'events', ['default']),
  clusterWide('', 'Node', 'nodes'),
  namespaced('', 'v1', 'PersistentVolumeClaim', 'persistentvolumeclaims'),
  namespaced('', 'v1', 'Service', 'services', ['kube-system', 'default']),
  namespaced('', 'v1', 'Endpoints', 'endpoints', ['kube-system', 'default']),
  namespaced('discovery.k8s.io', 'v1', 'EndpointSlice', 'endpointslices'),
  namespaced('', 'v1', 'ConfigMap', 'configmaps'),
  { ...namespaced('', 'v1', 'Secret', 'secrets'), metadataOnly: true, onlyIfAllowed: true },
  namespaced('', 'v1', 'ServiceAccount', 'serviceaccounts'),
  namespaced('', 'v1', 'ResourceQuota', 'resourcequotas'),
  namespaced('', 'v1', 'LimitRange', 'limitranges'),
  clusterWide('', 'PersistentVolume', 'persistentvolumes'),
  clusterWide('storage.k8s.io', 'StorageClass', 'storageclasses'),
  clusterWide('storage.k8s.io', 'VolumeAttachment', 'volumeattachments'),
  clusterWide('storage.k8s.io', 'CSINode', 'csinodes'),
  clusterWide('storage.k8s.io', 'CSIDriver', 'csidrivers'),
  namespaced('', 'v1', 'ReplicationController', 'replicationcontrollers'),
  namespaced('apps', 'v1', 'ControllerRevision', 'controllerrevisions'),
  namespaced('autoscaling', 'v2', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers'),
  namespaced('policy', 'v1', 'PodDisruptionBudget', 'poddisruptionbudgets'),
  namespaced('networking.k8s.io', 'v1', 'Ingress', 'ingresses'),
  namespaced('networking.k8s.io', 'v1', 'NetworkPolicy', 'networkpolicies'),
  clusterWide('networking.k8s.io', 'IngressClass', 'ingressclasses'),
  namespaced('rbac.authorization.k8s.io', 'v1', 'Role', 'roles'),
  namespaced('rbac.authorization.k8s.io', 'v1', 'RoleBinding', 'rolebindings'),
  namespaced('coordination.k8s.io', 'v1', 'Lease', 'leases', ['kube-system', 'kube-node-lease']),
  clusterWide('scheduling.k8s.io', 'PriorityClass', 'priorityclasses'),
  clusterWide('node.k8s.io', 'RuntimeClass', 'runtimeclasses'),
  clusterWide('admissionregistration.k8s.io', 'ValidatingWebhookConfiguration', 'validatingwebhookconfigurations'),
  clusterWide('admissionregistration.k8s.io', 'MutatingWebhookConfiguration', 'mutatingwebhookconfigurations'),
  clusterWide('admissionregistration.k8s.io', 'ValidatingAdmissionPolicy', 'validatingadmissionpolicies'),
  clusterWide('admissionregistration.k8s.io', 'ValidatingAdmissionPolicyBinding', 'validatingadmissionpolicybindings'),
  clusterWide('apiregistration.k8s.io', 'APIService', 'apiservices'),
  {
    ...clusterWide('apiextensions.k8s.io', 'CustomResourceDefinition', 'customresourcedefinitions'),
    metadataOnly: true,
  },
  ...['gateways Gateway', 'httproutes HTTPRoute', 'grpcroutes GRPCRoute', 'tlsroutes TLSRoute'].map(ofGateways),
  ...['tcproutes TCPRoute', 'udproutes UDPRoute', 'referencegrants ReferenceGrant'].map(ofGateways),
  { ...namespaced('cilium.io', 'v2', 'CiliumNetworkPolicy', 'ciliumnetworkpolicies'), addOn: true },
  {
    ...clusterWide('cilium.io', 'CiliumClusterwideNetworkPolicy', 'ciliumclusterwidenetworkpolicies'),
    addOn: true,
  },
  { ...clusterWide(POLICIES, 'AdminNetworkPolicy', 'adminnetworkpolicies'), addOn: true },
  { ...clusterWide(POLICIES, 'BaselineAdminNetworkPolicy', 'baselineadminnetworkpolicies'), addOn: true },
  ofCalico(namespaced(CALICO, 'v3', 'NetworkPolicy.projectcalico.org', 'networkpolicies')),
  ofCalico(clusterWide(CALICO, 'GlobalNetworkPolicy', 'globalnetworkpolicies')),
  ofCalico(namespaced(CALICO, 'v3', 'NetworkSet', 'networksets')),
  ofCalico(clusterWide(CALICO, 'GlobalNetworkSet', 'globalnetworksets')),
  ofCalico(clusterWide(CALICO, 'Tier', 'tiers')),
  { ...namespaced('external-secrets.io', 'v1', 'ExternalSecret', 'externalsecrets'), addOn: true },
  { ...namespaced('bitnami.com', 'v1alpha1', 'SealedSecret', 'sealedsecrets'), addOn: true },
  { ...namespaced('cert-manager.io', 'v1', 'Certificate', 'certificates'), addOn: true },
  { ...clusterWide(GATEWAYS, 'GatewayClass', 'gatewayclasses'), addOn: true },
]

/** Namespaces themselves: the one in scope is read by name, all of them only for a whole cluster. */
export const NAMESPACE_KIND: CollectKind = clusterWide('', 'Namespace', 'namespaces')
