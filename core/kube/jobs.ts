import { condition, labelSelector, metadata, objectReference } from './metadata.ts'
import { podTemplate } from './pod.ts'
import { boolean, list, number, object, string } from './shape.ts'

const jobSpec = object({
  parallelism: number,
  completions: number,
  completionMode: string,
  backoffLimit: number,
  backoffLimitPerIndex: number,
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
    // Of an indexed Job: `1,3-5`.
    failedIndexes: string,
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
