import { metadata } from './metadata.ts'
import type { Infer } from './shape.ts'
import { list, number, object, string } from './shape.ts'

const conditionOfSpec = object({
  type: string,
  status: string,
  reason: string,
  message: string,
  lastTransitionTime: string,
  observedGeneration: number,
})

/** https://gateway-api.sigs.k8s.io/reference/spec/ */
export const gatewayClass = object({
  metadata,
  spec: object({ controllerName: string }),
  status: object({ conditions: list(conditionOfSpec) }),
})

const secretRef = object({ group: string, kind: string, name: string, namespace: string })
export const gateway = object({
  metadata,
  spec: object({
    gatewayClassName: string,
    listeners: list(
      object({
        name: string,
        hostname: string,
        port: number,
        protocol: string,
        tls: object({ mode: string, certificateRefs: list(secretRef) }),
        allowedRoutes: object({ namespaces: object({ from: string }) }),
      }),
    ),
  }),
  status: object({
    addresses: list(object({ type: string, value: string })),
    conditions: list(conditionOfSpec),
    listeners: list(object({ name: string, attachedRoutes: number, conditions: list(conditionOfSpec) })),
  }),
})

const parentRef = object({
  group: string,
  kind: string,
  namespace: string,
  name: string,
  sectionName: string,
  port: number,
})
const backendRef = object({
  group: string,
  kind: string,
  namespace: string,
  name: string,
  port: number,
  weight: number,
})

/** Kinds of routes differ in what they match; TCPRoutes and UDPRoutes have no host names. */
export const route = object({
  metadata,
  spec: object({
    hostnames: list(string),
    parentRefs: list(parentRef),
    rules: list(object({ name: string, backendRefs: list(backendRef) })),
  }),
  status: object({
    parents: list(object({ parentRef, controllerName: string, conditions: list(conditionOfSpec) })),
  }),
})

/** https://gateway-api.sigs.k8s.io/api-types/backendtlspolicy/ */
export const backendTlsPolicy = object({
  metadata,
  spec: object({
    targetRefs: list(object({ group: string, kind: string, name: string, sectionName: string })),
    validation: object({
      hostname: string,
      caCertificateRefs: list(object({ group: string, kind: string, name: string })),
      wellKnownCACertificates: string,
    }),
  }),
  status: object({ ancestors: list(object({ controllerName: string, conditions: list(conditionOfSpec) })) }),
})

export const referenceGrant = object({
  metadata,
  spec: object({
    from: list(object({ group: string, kind: string, namespace: string })),
    to: list(object({ group: string, kind: string, name: string })),
  }),
})

export type GatewayCondition = Infer<typeof conditionOfSpec>
export type RouteParent = Infer<typeof parentRef>
export type RouteBackend = Infer<typeof backendRef>
