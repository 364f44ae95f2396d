import { condition, labelSelector, metadata } from './metadata.ts'
import { podTemplate } from './pod.ts'
import { anything, boolean, intOrString, list, number, object, string } from './shape.ts'
import { claimSpec } from './storage.ts'

export const deployment = object({
  metadata,
  spec: object({
    replicas: number,
    paused: boolean,
    progressDeadlineSeconds: number,
    minReadySeconds: number,
    selector: labelSelector,
    strategy: object({
      type: string,
      rollingUpdate: object({ maxSurge: intOrString, maxUnavailable: intOrString }),
    }),
    template: podTemplate,
  }),
  status: object({
    observedGeneration: number,
    replicas: number,
    updatedReplicas: number,
    readyReplicas: number,
    availableReplicas: number,
    unavailableReplicas: number,
    conditions: list(condition),
  }),
})

export const replicaSet = object({
  metadata,
  spec: object({ replicas: number, minReadySeconds: number, selector: labelSelector, template: podTemplate }),
  status: object({
    observedGeneration: number,
    replicas: number,
    readyReplicas: number,
    availableReplicas: number,
    conditions: list(condition),
  }),
})

export const statefulSet = object({
  metadata,
  spec: object({
    replicas: number,
    serviceName: string,
    podManagementPolicy: string,
    ordinals: object({ start: number }),
    minReadySeconds: number,
    selector: labelSelector,
    updateStrategy: object({
      type: string,
      rollingUpdate: object({ partition: number, maxUnavailable: intOrString }),
    }),
    template: podTemplate,
    volumeClaimTemplates: list(object({ metadata, spec: claimSpec })),
  }),
  status: object({
    observedGeneration: number,
    replicas: number,
    readyReplicas: number,
    availableReplicas: number,
    currentReplicas: number,
    updatedReplicas: number,
    currentRevision: string,
    updateRevision: string,
    conditions: list(condition),
  }),
})

export const daemonSet = object({
  metadata,
  spec: object({
    minReadySeconds: number,
    selector: labelSelector,
    updateStrategy: object({
      type: string,
      rollingUpdate: object({ maxSurge: intOrString, maxUnavailable: intOrString }),
    }),
    template: podTemplate,
  }),
  status: object({
    observedGeneration: number,
    desiredNumberScheduled: number,
    currentNumberScheduled: number,
    updatedNumberScheduled: number,
    numberReady: number,
    numberAvailable: number,
    numberUnavailable: number,
    numberMisscheduled: number,
    conditions: list(condition),
  }),
})

export const controllerRevision = object({ metadata, revision: number, data: anything })
