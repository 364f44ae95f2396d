import { boolean, list, map, message, number, object, string } from './shape.ts'

const ownerReference = object({
  kind: string,
  name: string,
  uid: string,
  controller: boolean,
  apiVersion: string,
})

export const metadata = object({
  name: string,
  generateName: string,
  namespace: string,
  uid: string,
  generation: number,
  creationTimestamp: string,
  deletionTimestamp: string,
  deletionGracePeriodSeconds: number,
  labels: map(string),
  annotations: map(string),
  ownerReferences: list(ownerReference),
  finalizers: list(string),
})

/** An item of `status.conditions`, for nearly every kind. */
export const condition = object({
  type: string,
  status: string,
  reason: string,
  message,
  lastTransitionTime: string,
  lastUpdateTime: string,
})

export const labelSelector = object({
  matchLabels: map(string),
  matchExpressions: list(object({ key: string, operator: string, values: list(string) })),
})

/** A reference to an object, as in events and endpoint slices. */
export const objectReference = object({ kind: string, namespace: string, name: string, uid: string, fieldPath: string })

export const localReference = object({ name: string })
