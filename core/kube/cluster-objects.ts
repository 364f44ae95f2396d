import { condition, metadata, objectReference } from './metadata.ts'
import type { Infer } from './shape.ts'
import { anything, boolean, intOrString, list, map, message, number, object, string } from './shape.ts'

export const node = object({
  metadata,
  spec: object({
    unschedulable: boolean,
    podCIDR: string,
    podCIDRs: list(string),
    providerID: string,
    taints: list(object({ key: string, value: string, effect: string, timeAdded: string })),
  }),
  status: object({
    capacity: map(intOrString),
    allocatable: map(intOrString),
    conditions: list(condition),
    addresses: list(object({ type: string, address: string })),
    nodeInfo: object({
      architecture: string,
      operatingSystem: string,
      kubeletVersion: string,
      containerRuntimeVersion: string,
    }),
    images: list(object({ names: list(string) })),
  }),
})

export const namespace = object({
  metadata,
  spec: object({ finalizers: list(string) }),
  status: object({ phase: string, conditions: list(condition) }),
})

/** ConfigMaps and Secrets: only the names of their keys may ever be shown. */
export const keyed = object({
  metadata,
  type: string,
  data: map(anything),
  binaryData: map(anything),
  stringData: map(anything),
})

/**
 * What creates a Secret from another source: ExternalSecret (external-secrets.io), SealedSecret (bitnami.com) and
 * Certificate (cert-manager.io) name it in different fields.
 */
export const secretMaker = object({
  metadata,
  spec: object({
    secretName: string,
    target: object({ name: string }),
    template: object({ metadata: object({ name: string }) }),
  }),
  status: object({ conditions: list(condition) }),
})

export const lease = object({
  metadata,
  spec: object({ holderIdentity: string, renewTime: string, leaseDurationSeconds: number }),
})

/** Events of `v1` and `events.k8s.io/v1`; the index converts the latter to the former. */
export const event = object({
  metadata,
  type: string,
  reason: string,
  action: string,
  message,
  note: message,
  count: number,
  deprecatedCount: number,
  firstTimestamp: string,
  lastTimestamp: string,
  eventTime: string,
  deprecatedFirstTimestamp: string,
  deprecatedLastTimestamp: string,
  series: object({ count: number, lastObservedTime: string }),
  involvedObject: objectReference,
  regarding: objectReference,
  source: object({ component: string, host: string }),
  deprecatedSource: object({ component: string, host: string }),
  reportingComponent: string,
  reportingController: string,
})

export type RawEvent = Infer<typeof event>
