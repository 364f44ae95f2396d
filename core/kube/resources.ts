import type { Kind } from './index.ts'

/** Where the API serves a kind. */
export interface ApiResource {
  /** The kind as the rules know it: with its group if another kind has the same name. */
  readonly kind: string
  /** Empty for the core group. */
  readonly group: string
  readonly version: string
  /** The plural in URL paths and RBAC rules. */
  readonly resource: string
  readonly namespaced: boolean
  /** Served only if its add-on is installed, perhaps in another version. */
  readonly addOn?: true
  /** Another group that serves the same objects, read if the first one is not served. */
  readonly orGroup?: string
}

type Served = Omit<ApiResource, 'kind'>

const namespaced = (group: string, version: string, resource: string): Served => ({
  group,
  version,
  resource,
  namespaced: true,
})

const clusterWide = (group: string, version: string, resource: string): Served => ({
  group,
  version,
  resource,
  namespaced: false,
})

const addOn = (served: Served): Served => ({ ...served, addOn: true })

/** Served by Calico's API server, or without it as CRDs. */
const ofCalico = (served: Served): Served => ({ ...addOn(served), orGroup: `crd.${CALICO}` })

const ADMISSION = 'admissionregistration.k8s.io'
const AUTHORIZATION = 'rbac.authorization.k8s.io'
const CALICO = 'projectcalico.org'
const CILIUM = 'cilium.io'
const GATEWAYS = 'gateway.networking.k8s.io'
const ISTIO = 'networking.istio.io'
const ISTIO_SECURITY = 'security.istio.io'
const NETWORKING = 'networking.k8s.io'
const POLICIES = 'policy.networking.k8s.io'
const STORAGE = 'storage.k8s.io'

/** Served since Kubernetes 1.24, except for the admission policies (1.30). */
const SERVED: Readonly<Record<Kind, Served>> = {
  Pod: namespaced('', 'v1', 'pods'),
  Deployment: namespaced('apps', 'v1', 'deployments'),
  ReplicaSet: namespaced('apps', 'v1', 'replicasets'),
  ReplicationController: namespaced('', 'v1', 'replicationcontrollers'),
  StatefulSet: namespaced('apps', 'v1', 'statefulsets'),
  DaemonSet: namespaced('apps', 'v1', 'daemonsets'),
  ControllerRevision: namespaced('apps', 'v1', 'controllerrevisions'),
  Job: namespaced('batch', 'v1', 'jobs'),
  CronJob: namespaced('batch', 'v1', 'cronjobs'),
  HorizontalPodAutoscaler: namespaced('autoscaling', 'v2', 'horizontalpodautoscalers'),
  PodDisruptionBudget: namespaced('policy', 'v1', 'poddisruptionbudgets'),
  PersistentVolumeClaim: namespaced('', 'v1', 'persistentvolumeclaims'),
  PersistentVolume: clusterWide('', 'v1', 'persistentvolumes'),
  StorageClass: clusterWide(STORAGE, 'v1', 'storageclasses'),
  CSIDriver: clusterWide(STORAGE, 'v1', 'csidrivers'),
  CSINode: clusterWide(STORAGE, 'v1', 'csinodes'),
  VolumeAttachment: clusterWide(STORAGE, 'v1', 'volumeattachments'),
  Service: namespaced('', 'v1', 'services'),
  EndpointSlice: namespaced('discovery.k8s.io', 'v1', 'endpointslices'),
  Endpoints: namespaced('', 'v1', 'endpoints'),
  Ingress: namespaced(NETWORKING, 'v1', 'ingresses'),
  IngressClass: clusterWide(NETWORKING, 'v1', 'ingressclasses'),
  NetworkPolicy: namespaced(NETWORKING, 'v1', 'networkpolicies'),
  CiliumNetworkPolicy: addOn(namespaced(CILIUM, 'v2', 'ciliumnetworkpolicies')),
  CiliumClusterwideNetworkPolicy: addOn(clusterWide(CILIUM, 'v2', 'ciliumclusterwidenetworkpolicies')),
  AdminNetworkPolicy: addOn(clusterWide(POLICIES, 'v1alpha1', 'adminnetworkpolicies')),
  BaselineAdminNetworkPolicy: addOn(clusterWide(POLICIES, 'v1alpha1', 'baselineadminnetworkpolicies')),
  'NetworkPolicy.projectcalico.org': ofCalico(namespaced(CALICO, 'v3', 'networkpolicies')),
  GlobalNetworkPolicy: ofCalico(clusterWide(CALICO, 'v3', 'globalnetworkpolicies')),
  NetworkSet: ofCalico(namespaced(CALICO, 'v3', 'networksets')),
  GlobalNetworkSet: ofCalico(clusterWide(CALICO, 'v3', 'globalnetworksets')),
  Tier: ofCalico(clusterWide(CALICO, 'v3', 'tiers')),
  VirtualService: addOn(namespaced(ISTIO, 'v1', 'virtualservices')),
  DestinationRule: addOn(namespaced(ISTIO, 'v1', 'destinationrules')),
  ServiceEntry: addOn(namespaced(ISTIO, 'v1', 'serviceentries')),
  Sidecar: addOn(namespaced(ISTIO, 'v1', 'sidecars')),
  'Gateway.networking.istio.io': addOn(namespaced(ISTIO, 'v1', 'gateways')),
  PeerAuthentication: addOn(namespaced(ISTIO_SECURITY, 'v1', 'peerauthentications')),
  AuthorizationPolicy: addOn(namespaced(ISTIO_SECURITY, 'v1', 'authorizationpolicies')),
  GatewayClass: addOn(clusterWide(GATEWAYS, 'v1', 'gatewayclasses')),
  Gateway: addOn(namespaced(GATEWAYS, 'v1', 'gateways')),
  HTTPRoute: addOn(namespaced(GATEWAYS, 'v1', 'httproutes')),
  GRPCRoute: addOn(namespaced(GATEWAYS, 'v1', 'grpcroutes')),
  TLSRoute: addOn(namespaced(GATEWAYS, 'v1', 'tlsroutes')),
  TCPRoute: addOn(namespaced(GATEWAYS, 'v1alpha2', 'tcproutes')),
  UDPRoute: addOn(namespaced(GATEWAYS, 'v1alpha2', 'udproutes')),
  BackendTLSPolicy: addOn(namespaced(GATEWAYS, 'v1', 'backendtlspolicies')),
  ReferenceGrant: addOn(namespaced(GATEWAYS, 'v1beta1', 'referencegrants')),
  ResourceQuota: namespaced('', 'v1', 'resourcequotas'),
  LimitRange: namespaced('', 'v1', 'limitranges'),
  ServiceAccount: namespaced('', 'v1', 'serviceaccounts'),
  Role: namespaced(AUTHORIZATION, 'v1', 'roles'),
  ClusterRole: clusterWide(AUTHORIZATION, 'v1', 'clusterroles'),
  RoleBinding: namespaced(AUTHORIZATION, 'v1', 'rolebindings'),
  ClusterRoleBinding: clusterWide(AUTHORIZATION, 'v1', 'clusterrolebindings'),
  PriorityClass: clusterWide('scheduling.k8s.io', 'v1', 'priorityclasses'),
  RuntimeClass: clusterWide('node.k8s.io', 'v1', 'runtimeclasses'),
  ValidatingWebhookConfiguration: clusterWide(ADMISSION, 'v1', 'validatingwebhookconfigurations'),
  MutatingWebhookConfiguration: clusterWide(ADMISSION, 'v1', 'mutatingwebhookconfigurations'),
  ValidatingAdmissionPolicy: clusterWide(ADMISSION, 'v1', 'validatingadmissionpolicies'),
  ValidatingAdmissionPolicyBinding: clusterWide(ADMISSION, 'v1', 'validatingadmissionpolicybindings'),
  APIService: clusterWide('apiregistration.k8s.io', 'v1', 'apiservices'),
  CustomResourceDefinition: clusterWide('apiextensions.k8s.io', 'v1', 'customresourcedefinitions'),
  Node: clusterWide('', 'v1', 'nodes'),
  Namespace: clusterWide('', 'v1', 'namespaces'),
  ExternalSecret: addOn(namespaced('external-secrets.io', 'v1', 'externalsecrets')),
  SealedSecret: addOn(namespaced('bitnami.com', 'v1alpha1', 'sealedsecrets')),
  Certificate: addOn(namespaced('cert-manager.io', 'v1', 'certificates')),
  ConfigMap: namespaced('', 'v1', 'configmaps'),
  Secret: namespaced('', 'v1', 'secrets'),
  Lease: namespaced('coordination.k8s.io', 'v1', 'leases'),
  Event: namespaced('', 'v1', 'events'),
}

/** The API resources of all kinds that a rule may read. */
export const RESOURCES: readonly ApiResource[] = Object.entries(SERVED).map(([kind, served]) => ({ kind, ...served }))

const BY_KIND = Object.fromEntries(RESOURCES.map(each => [each.kind, each])) as Readonly<Record<Kind, ApiResource>>

export function resourceOf(kind: Kind): ApiResource {
  return BY_KIND[kind]
}

/** The groups that serve a kind, in the order in which to try them. */
export function groupsOf({ group, orGroup }: ApiResource): readonly string[] {
  return orGroup === undefined ? [group] : [group, orGroup]
}

/** Cluster-scoped kinds. */
export const CLUSTER_SCOPED: ReadonlySet<string> = new Set(
  RESOURCES.flatMap(each => (each.namespaced ? [] : [each.kind])),
)
