import { condition, labelSelector, metadata } from './metadata.ts'
import { intOrString, list, map, number, object, string } from './shape.ts'

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
