import { condition, labelSelector, metadata, objectReference } from './metadata.ts'
import { podTemplate } from './pod.ts'
import { anything, boolean, intOrString, list, map, number, object, string } from './shape.ts'
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

const jobSpec = object({
  parallelism: number,
  completions: number,
  completionMode: string,
  backoffLimit: number,
  activeDeadlineSeconds: number,
  suspend: boolean,
  selector: labelSelector,
  template: podTemplate,
})

export const job = object({
  metadata,
  spec: jobSpec,
  status: object({
    active: number,
    ready: number,
    succeeded: number,
    failed: number,
    startTime: string,
    completionTime: string,
    conditions: list(condition),
  }),
})

export const cronJob = object({
  metadata,
  spec: object({
    schedule: string,
    timeZone: string,
    suspend: boolean,
    concurrencyPolicy: string,
    startingDeadlineSeconds: number,
    jobTemplate: object({ metadata, spec: jobSpec }),
  }),
  status: object({ active: list(objectReference), lastScheduleTime: string, lastSuccessfulTime: string }),
})

export const horizontalPodAutoscaler = object({
  metadata,
  spec: object({
    scaleTargetRef: object({ kind: string, name: string, apiVersion: string }),
    minReplicas: number,
    maxReplicas: number,
    metrics: list(
      object({
        type: string,
        resource: object({ name: string, target: object({ type: string }) }),
        containerResource: object({ name: string, container: string }),
      }),
    ),
  }),
  status: object({
    currentReplicas: number,
    desiredReplicas: number,
    lastScaleTime: string,
    conditions: list(condition),
  }),
})

export const podDisruptionBudget = object({
  metadata,
  spec: object({ minAvailable: intOrString, maxUnavailable: intOrString, selector: labelSelector }),
  status: object({
    disruptionsAllowed: number,
    currentHealthy: number,
    desiredHealthy: number,
    expectedPods: number,
    observedGeneration: number,
    disruptedPods: map(string),
    conditions: list(condition),
  }),
})
