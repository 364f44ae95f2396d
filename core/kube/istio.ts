import { metadata } from './metadata.ts'
import type { Infer } from './shape.ts'
import { anything, boolean, list, map, number, object, string } from './shape.ts'

const portNumber = object({ number })
const meshDestination = object({ host: string, subset: string, port: portNumber })
const weighted = object({ destination: meshDestination, weight: number })
const percentage = object({ value: number })
const httpRoute = object({
  name: string,
  match: list(anything),
  route: list(weighted),
  redirect: anything,
  directResponse: anything,
  delegate: anything,
  fault: object({
    abort: object({ httpStatus: number, grpcStatus: string, percentage }),
    delay: object({ fixedDelay: string, percent: number, percentage }),
  }),
})
const otherRoute = object({ match: list(anything), route: list(weighted) })
/** https://istio.io/latest/docs/reference/config/networking/virtual-service/ */
export const virtualService = object({
  metadata,
  spec: object({
    hosts: list(string),
    gateways: list(string),
    exportTo: list(string),
    http: list(httpRoute),
    tls: list(otherRoute),
    tcp: list(otherRoute),
  }),
})

const tlsSettings = object({ mode: string })
const trafficPolicy = object({
  tls: tlsSettings,
  portLevelSettings: list(object({ port: portNumber, tls: tlsSettings })),
  outlierDetection: anything,
  connectionPool: anything,
})
/** https://istio.io/latest/docs/reference/config/networking/destination-rule/ */
export const destinationRule = object({
  metadata,
  spec: object({
    host: string,
    exportTo: list(string),
    workloadSelector: object({ matchLabels: map(string) }),
    subsets: list(object({ name: string, labels: map(string), trafficPolicy })),
    trafficPolicy,
  }),
})

/** https://istio.io/latest/docs/reference/config/networking/service-entry/ */
export const serviceEntry = object({
  metadata,
  spec: object({
    hosts: list(string),
    exportTo: list(string),
    ports: list(object({ number, name: string, protocol: string })),
    addresses: list(string),
    resolution: string,
    location: string,
    endpoints: list(object({ address: string })),
    workloadSelector: object({ labels: map(string) }),
  }),
})

/** https://istio.io/latest/docs/reference/config/networking/sidecar/ */
export const sidecar = object({
  metadata,
  spec: object({
    workloadSelector: object({ labels: map(string) }),
    egress: list(object({ hosts: list(string), port: portNumber })),
    outboundTrafficPolicy: object({ mode: string }),
  }),
})

/** https://istio.io/latest/docs/reference/config/networking/gateway/ */
export const istioGateway = object({
  metadata,
  spec: object({
    selector: map(string),
    servers: list(
      object({
        port: object({ number, name: string, protocol: string }),
        hosts: list(string),
        tls: object({ mode: string, credentialName: string, httpsRedirect: boolean }),
      }),
    ),
  }),
})

const mtls = object({ mode: string })
/** https://istio.io/latest/docs/reference/config/security/peer_authentication/ */
export const peerAuthentication = object({
  metadata,
  spec: object({ selector: object({ matchLabels: map(string) }), mtls, portLevelMtls: map(mtls) }),
})

const source = object({
  principals: list(string),
  notPrincipals: list(string),
  requestPrincipals: list(string),
  notRequestPrincipals: list(string),
  namespaces: list(string),
  notNamespaces: list(string),
  serviceAccounts: list(string),
  notServiceAccounts: list(string),
  ipBlocks: list(string),
  notIpBlocks: list(string),
  remoteIpBlocks: list(string),
  notRemoteIpBlocks: list(string),
  trustDomains: list(string),
  notTrustDomains: list(string),
})
const operation = object({
  hosts: list(string),
  notHosts: list(string),
  ports: list(string),
  notPorts: list(string),
  methods: list(string),
  notMethods: list(string),
  paths: list(string),
  notPaths: list(string),
})
const accessRule = object({
  from: list(object({ source })),
  to: list(object({ operation })),
  when: list(object({ key: string, values: list(string), notValues: list(string) })),
})
/** https://istio.io/latest/docs/reference/config/security/authorization-policy/ */
export const authorizationPolicy = object({
  metadata,
  spec: object({
    selector: object({ matchLabels: map(string) }),
    targetRef: anything,
    targetRefs: list(anything),
    action: string,
    rules: list(accessRule),
  }),
})

export type MeshHttpRoute = Infer<typeof httpRoute>
export type MeshRoute = Infer<typeof otherRoute>
export type MeshDestination = Infer<typeof meshDestination>
export type AccessRule = Infer<typeof accessRule>
export type AccessSource = Infer<typeof source>
