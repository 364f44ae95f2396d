import { condition, labelSelector, metadata, objectReference } from './metadata.ts'
import type { Infer } from './shape.ts'
import { boolean, intOrString, list, map, number, object, string } from './shape.ts'

export const service = object({
  metadata,
  spec: object({
    type: string,
    clusterIP: string,
    clusterIPs: list(string),
    ipFamilies: list(string),
    externalIPs: list(string),
    selector: map(string),
    ports: list(
      object({
        name: string,
        port: number,
        targetPort: intOrString,
        nodePort: number,
        protocol: string,
        appProtocol: string,
      }),
    ),
    loadBalancerClass: string,
    loadBalancerSourceRanges: list(string),
    externalName: string,
    publishNotReadyAddresses: boolean,
    internalTrafficPolicy: string,
    externalTrafficPolicy: string,
  }),
  status: object({
    loadBalancer: object({ ingress: list(object({ ip: string, hostname: string })) }),
    conditions: list(condition),
  }),
})

const endpointPort = object({ name: string, port: number, protocol: string })

export const endpointSlice = object({
  metadata,
  addressType: string,
  endpoints: list(
    object({
      addresses: list(string),
      conditions: object({ ready: boolean, serving: boolean, terminating: boolean }),
      hostname: string,
      nodeName: string,
      targetRef: objectReference,
    }),
  ),
  ports: list(endpointPort),
})

const endpointAddress = object({ ip: string, targetRef: objectReference })
export const endpoints = object({
  metadata,
  subsets: list(
    object({
      addresses: list(endpointAddress),
      notReadyAddresses: list(endpointAddress),
      ports: list(endpointPort),
    }),
  ),
})

const ingressBackend = object({
  service: object({ name: string, port: object({ name: string, number }) }),
  resource: objectReference,
})
export const ingress = object({
  metadata,
  spec: object({
    ingressClassName: string,
    defaultBackend: ingressBackend,
    rules: list(
      object({ host: string, http: object({ paths: list(object({ path: string, backend: ingressBackend })) }) }),
    ),
    tls: list(object({ secretName: string, hosts: list(string) })),
  }),
  status: object({ loadBalancer: object({ ingress: list(object({ ip: string, hostname: string })) }) }),
})

export const ingressClass = object({ metadata, spec: object({ controller: string }) })

const policyPort = object({ protocol: string, port: intOrString, endPort: number })
const policyPeer = object({
  podSelector: labelSelector,
  namespaceSelector: labelSelector,
  ipBlock: object({ cidr: string, except: list(string) }),
})
export const networkPolicy = object({
  metadata,
  spec: object({
    podSelector: labelSelector,
    policyTypes: list(string),
    ingress: list(object({ from: list(policyPeer), ports: list(policyPort) })),
    egress: list(object({ to: list(policyPeer), ports: list(policyPort) })),
  }),
})

export type PolicyPort = Infer<typeof policyPort>
export type PolicyPeer = Infer<typeof policyPeer>
