import { condition, labelSelector, metadata } from './metadata.ts'
import type { Infer } from './shape.ts'
import { anything, boolean, intOrString, list, number, object, string } from './shape.ts'

/** Fields of both directions: `from…` for ingress, `to…` for egress. */
const ciliumRule = object({
  fromEndpoints: list(labelSelector),
  fromEntities: list(string),
  fromCIDR: list(string),
  fromCIDRSet: list(object({ cidr: string, cidrGroupRef: string, except: list(string) })),
  fromNodes: list(labelSelector),
  fromGroups: list(anything),
  fromRequires: list(labelSelector),
  toEndpoints: list(labelSelector),
  toEntities: list(string),
  toCIDR: list(string),
  toCIDRSet: list(object({ cidr: string, cidrGroupRef: string, except: list(string) })),
  toNodes: list(labelSelector),
  toGroups: list(anything),
  toRequires: list(labelSelector),
  toServices: list(anything),
  toFQDNs: list(object({ matchName: string, matchPattern: string })),
  toPorts: list(
    object({
      ports: list(object({ port: intOrString, endPort: number, protocol: string })),
      rules: object({ http: list(anything), dns: list(anything), kafka: list(anything), l7: list(anything) }),
    }),
  ),
  icmps: list(anything),
})
const ciliumSpec = object({
  endpointSelector: labelSelector,
  enableDefaultDeny: object({ ingress: boolean, egress: boolean }),
  ingress: list(ciliumRule),
  ingressDeny: list(ciliumRule),
  egress: list(ciliumRule),
  egressDeny: list(ciliumRule),
})
/** https://docs.cilium.io/en/stable/network/kubernetes/policy/ */
export const ciliumPolicy = object({
  metadata,
  spec: ciliumSpec,
  specs: list(ciliumSpec),
  status: object({ conditions: list(condition) }),
})

const adminPods = object({ namespaceSelector: labelSelector, podSelector: labelSelector })
const adminPeer = object({
  namespaces: labelSelector,
  pods: adminPods,
  nodes: labelSelector,
  networks: list(string),
  domainNames: list(string),
})
const adminRule = object({
  action: string,
  from: list(adminPeer),
  to: list(adminPeer),
  ports: list(
    object({
      portNumber: object({ port: number, protocol: string }),
      portRange: object({ start: number, end: number, protocol: string }),
      namedPort: string,
    }),
  ),
})
/** https://network-policy-api.sigs.k8s.io/reference/spec/ */
export const adminPolicy = object({
  metadata,
  spec: object({
    priority: number,
    subject: object({ namespaces: labelSelector, pods: adminPods }),
    ingress: list(adminRule),
    egress: list(adminRule),
  }),
})

const calicoEntity = object({
  nets: list(string),
  notNets: list(string),
  selector: string,
  notSelector: string,
  namespaceSelector: string,
  ports: list(intOrString),
  notPorts: list(intOrString),
  serviceAccounts: object({ names: list(string), selector: string }),
  services: object({ name: string, namespace: string }),
  domains: list(string),
})
const calicoRule = object({
  action: string,
  protocol: intOrString,
  notProtocol: intOrString,
  ipVersion: number,
  icmp: anything,
  notICMP: anything,
  http: anything,
  source: calicoEntity,
  destination: calicoEntity,
})
/** https://docs.tigera.io/calico/latest/reference/resources/globalnetworkpolicy */
export const calicoPolicy = object({
  metadata,
  spec: object({
    tier: string,
    order: number,
    selector: string,
    namespaceSelector: string,
    serviceAccountSelector: string,
    types: list(string),
    ingress: list(calicoRule),
    egress: list(calicoRule),
    doNotTrack: boolean,
    preDNAT: boolean,
  }),
})
/** https://docs.tigera.io/calico/latest/reference/resources/globalnetworkset */
export const networkSet = object({ metadata, spec: object({ nets: list(string) }) })
/** https://docs.tigera.io/calico/latest/reference/resources/tier */
export const calicoTier = object({ metadata, spec: object({ order: number, defaultAction: string }) })

export type CalicoRule = Infer<typeof calicoRule>
export type CalicoEntity = Infer<typeof calicoEntity>
export type CiliumSpec = Infer<typeof ciliumSpec>
export type CiliumRule = Infer<typeof ciliumRule>
export type AdminPeer = Infer<typeof adminPeer>
export type AdminRule = Infer<typeof adminRule>
