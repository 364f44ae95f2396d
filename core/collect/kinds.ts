import type { Kind } from '../kube/index.ts'
import { type ApiResource, resourceOf } from '../kube/resources.ts'

/** How a kind is asked for, where that differs from listing whole objects in the namespace in scope. */
interface Collection {
  /** Namespaces that are read besides the one in scope. */
  readonly also?: readonly string[]
  /** Asked for as PartialObjectMetadata: the rest is secret, or too large to be worth reading. */
  readonly metadataOnly?: true
  /** Asked for only where the credentials are known to allow it, because granting it gives away more than it helps. */
  readonly onlyIfAllowed?: true
  /** Also read in the namespaces that a path leads to. */
  readonly onPaths?: true
}

/** One kind that is collected. Those of add-ons are asked for only where discovery shows them, in the version that it shows. */
export interface CollectKind extends ApiResource, Collection {}

/** Namespaces are read apart; ClusterRoles and their bindings may be in a snapshot, but no role of a namespace could list them. */
type Uncollected = 'Namespace' | 'ClusterRole' | 'ClusterRoleBinding'

const CONTROL_PLANE = ['kube-system']
const ON_PATHS = { onPaths: true } as const

/**
 * Every other kind that the rules read, what decides most first: when time runs out the end of the list is lost.
 * `kube-system` holds the control plane and the cluster's own add-ons, `kube-node-lease` the kubelets' heartbeats,
 * `default` the events of nodes and the Service of the API server.
 */
const COLLECTED: Readonly<Record<Exclude<Kind, Uncollected>, Collection>> = {
  Pod: { also: CONTROL_PLANE, ...ON_PATHS },
  Deployment: { also: CONTROL_PLANE, ...ON_PATHS },
  ReplicaSet: ON_PATHS,
  StatefulSet: ON_PATHS,
  DaemonSet: { also: CONTROL_PLANE, ...ON_PATHS },
  Job: {},
  CronJob: {},
  Event: { also: ['default'] },
  Node: {},
  PersistentVolumeClaim: {},
  Service: { also: ['kube-system', 'default'], ...ON_PATHS },
  Endpoints: { also: ['kube-system', 'default'], ...ON_PATHS },
  EndpointSlice: ON_PATHS,
  ConfigMap: {},
  Secret: { metadataOnly: true, onlyIfAllowed: true },
  ServiceAccount: {},
  ResourceQuota: {},
  LimitRange: {},
  PersistentVolume: {},
  StorageClass: {},
  VolumeAttachment: {},
  CSINode: {},
  CSIDriver: {},
  ReplicationController: ON_PATHS,
  ControllerRevision: {},
  HorizontalPodAutoscaler: {},
  PodDisruptionBudget: {},
  Ingress: {},
  NetworkPolicy: ON_PATHS,
  IngressClass: {},
  Role: {},
  RoleBinding: {},
  Lease: { also: ['kube-system', 'kube-node-lease'] },
  PriorityClass: {},
  RuntimeClass: {},
  ValidatingWebhookConfiguration: {},
  MutatingWebhookConfiguration: {},
  ValidatingAdmissionPolicy: {},
  ValidatingAdmissionPolicyBinding: {},
  APIService: {},
  CustomResourceDefinition: { metadataOnly: true },
  Gateway: ON_PATHS,
  HTTPRoute: {},
  GRPCRoute: {},
  TLSRoute: {},
  TCPRoute: {},
  UDPRoute: {},
  ReferenceGrant: ON_PATHS,
  BackendTLSPolicy: ON_PATHS,
  CiliumNetworkPolicy: ON_PATHS,
  CiliumClusterwideNetworkPolicy: {},
  AdminNetworkPolicy: {},
  BaselineAdminNetworkPolicy: {},
  'NetworkPolicy.projectcalico.org': ON_PATHS,
  GlobalNetworkPolicy: {},
  NetworkSet: ON_PATHS,
  GlobalNetworkSet: {},
  Tier: {},
  VirtualService: ON_PATHS,
  DestinationRule: ON_PATHS,
  ServiceEntry: ON_PATHS,
  Sidecar: ON_PATHS,
  'Gateway.networking.istio.io': ON_PATHS,
  PeerAuthentication: ON_PATHS,
  AuthorizationPolicy: ON_PATHS,
  ExternalSecret: {},
  SealedSecret: {},
  Certificate: {},
  GatewayClass: {},
}

export const KINDS: readonly CollectKind[] = Object.entries(COLLECTED).map(([kind, collection]) => ({
  ...resourceOf(kind as keyof typeof COLLECTED),
  ...collection,
}))

/** Namespaces themselves: the one in scope is read by name, all of them only for a whole cluster. */
export const NAMESPACE_KIND: CollectKind = resourceOf('Namespace')
