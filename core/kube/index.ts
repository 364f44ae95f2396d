import { event, keyed, lease, namespace, node, secretMaker } from './cluster-objects.ts'
import { backendTlsPolicy, gateway, gatewayClass, referenceGrant, route } from './gateway.ts'
import {
  authorizationPolicy,
  destinationRule,
  istioGateway,
  peerAuthentication,
  serviceEntry,
  sidecar,
  virtualService,
} from './istio.ts'
import { cronJob, job } from './jobs.ts'
import { endpointSlice, endpoints, ingress, ingressClass, networkPolicy, service } from './network.ts'
import { adminPolicy, calicoPolicy, calicoTier, ciliumPolicy, networkSet } from './network-plugins.ts'
import { pod } from './pod.ts'
import {
  apiService,
  customResourceDefinition,
  limitRange,
  priorityClass,
  resourceQuota,
  role,
  roleBinding,
  runtimeClass,
  serviceAccount,
  validatingAdmissionPolicy,
  validatingAdmissionPolicyBinding,
  webhookConfiguration,
} from './policy.ts'
import { horizontalPodAutoscaler, podDisruptionBudget } from './replica-bounds.ts'
import type { Infer } from './shape.ts'
import {
  csiDriver,
  csiNode,
  persistentVolume,
  persistentVolumeClaim,
  storageClass,
  volumeAttachment,
} from './storage.ts'
import { controllerRevision, daemonSet, deployment, replicaSet, statefulSet } from './workloads.ts'

/** Every kind that a rule may read, with the fields it may use. */
export const SHAPES = {
  Pod: pod,
  Deployment: deployment,
  ReplicaSet: replicaSet,
  ReplicationController: replicaSet,
  StatefulSet: statefulSet,
  DaemonSet: daemonSet,
  ControllerRevision: controllerRevision,
  Job: job,
  CronJob: cronJob,
  HorizontalPodAutoscaler: horizontalPodAutoscaler,
  PodDisruptionBudget: podDisruptionBudget,
  PersistentVolumeClaim: persistentVolumeClaim,
  PersistentVolume: persistentVolume,
  StorageClass: storageClass,
  CSIDriver: csiDriver,
  CSINode: csiNode,
  VolumeAttachment: volumeAttachment,
  Service: service,
  EndpointSlice: endpointSlice,
  Endpoints: endpoints,
  Ingress: ingress,
  IngressClass: ingressClass,
  NetworkPolicy: networkPolicy,
  CiliumNetworkPolicy: ciliumPolicy,
  CiliumClusterwideNetworkPolicy: ciliumPolicy,
  AdminNetworkPolicy: adminPolicy,
  BaselineAdminNetworkPolicy: adminPolicy,
  'NetworkPolicy.projectcalico.org': calicoPolicy,
  GlobalNetworkPolicy: calicoPolicy,
  NetworkSet: networkSet,
  GlobalNetworkSet: networkSet,
  Tier: calicoTier,
  VirtualService: virtualService,
  DestinationRule: destinationRule,
  ServiceEntry: serviceEntry,
  Sidecar: sidecar,
  'Gateway.networking.istio.io': istioGateway,
  PeerAuthentication: peerAuthentication,
  AuthorizationPolicy: authorizationPolicy,
  GatewayClass: gatewayClass,
  Gateway: gateway,
  HTTPRoute: route,
  GRPCRoute: route,
  TLSRoute: route,
  TCPRoute: route,
  UDPRoute: route,
  ReferenceGrant: referenceGrant,
  BackendTLSPolicy: backendTlsPolicy,
  ResourceQuota: resourceQuota,
  LimitRange: limitRange,
  ServiceAccount: serviceAccount,
  Role: role,
  ClusterRole: role,
  RoleBinding: roleBinding,
  ClusterRoleBinding: roleBinding,
  PriorityClass: priorityClass,
  RuntimeClass: runtimeClass,
  ValidatingWebhookConfiguration: webhookConfiguration,
  MutatingWebhookConfiguration: webhookConfiguration,
  ValidatingAdmissionPolicy: validatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding: validatingAdmissionPolicyBinding,
  APIService: apiService,
  CustomResourceDefinition: customResourceDefinition,
  Node: node,
  Namespace: namespace,
  ExternalSecret: secretMaker,
  SealedSecret: secretMaker,
  Certificate: secretMaker,
  ConfigMap: keyed,
  Secret: keyed,
  Lease: lease,
  Event: event,
} as const

export type Kind = keyof typeof SHAPES

/** Fields are read through getters, which a spread does not copy: this makes such a copy a type error. */
declare class Viewed {
  protected readonly isView: true
}

/** Guaranteed for every indexed object. */
interface Identity<K extends string> extends Viewed {
  readonly kind: K
  readonly apiVersion: string
  readonly metadata: Infer<typeof import('./metadata.ts').metadata> & { readonly name: string }
}

/** One object as the rules see it: any field but kind and name may be missing. */
export type Kube<K extends Kind = Kind> = K extends Kind
  ? Omit<Infer<(typeof SHAPES)[K]>, 'metadata'> & Identity<K>
  : never
