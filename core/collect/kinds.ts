import type { Kind } from '../kube/index.ts'
import { type ApiResource, resourceOf } from '../kube/resources.ts'

/** How a kind is requested, if not by listing whole objects in the namespace in scope. */
interface Collection {
  /** Namespaces to read besides the one in scope. */
  readonly also?: readonly string[]
  /** Requested as PartialObjectMetadata: the rest is secret, or too large to be worth reading. */
  readonly metadataOnly?: true
  /** Requested only if the credentials are known to allow it, because granting it would reveal more than it helps. */
  readonly onlyIfAllowed?: true
  /** Also read in namespaces that a path leads to. */
  readonly onPaths?: true
}

/** A kind to collect. Kinds of add-ons are requested only if discovery has them, in the version it has. */
export interface CollectKind extends ApiResource, Collection {}

/**
 * Namespaces are read separately; ClusterRoles and their bindings may be in a snapshot, but no role of a namespace
 * could list them.
 */
type Uncollected = 'Namespace' | 'ClusterRole' | 'ClusterRoleBinding'

const CONTROL_PLANE = ['kube-system']
const ON_PATHS = { onPaths: true } as const

/**
 * Every other kind that the rules read, most important first: if time runs out, the end of the list is lost.
 * `kube-system` has the control plane and the cluster's own add-ons, `kube-node-lease` the kubelets' heartbeats,
 * `default` the events of nodes and the API server's Service.
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

/** Namespaces: the one in scope is read by name, all of them only for a whole cluster. */
export const NAMESPACE_KIND: CollectKind = resourceOf('Namespace')
