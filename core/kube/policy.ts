import { condition, labelSelector, localReference, metadata, objectReference } from './metadata.ts'
import { anything, boolean, intOrString, list, map, number, object, string } from './shape.ts'

export const resourceQuota = object({
  metadata,
  spec: object({ hard: map(intOrString), scopes: list(string), scopeSelector: anything }),
  status: object({ hard: map(intOrString), used: map(intOrString) }),
})

export const limitRange = object({
  metadata,
  spec: object({
    limits: list(
      object({
        type: string,
        min: map(intOrString),
        max: map(intOrString),
        default: map(intOrString),
        defaultRequest: map(intOrString),
        maxLimitRequestRatio: map(intOrString),
      }),
    ),
  }),
})

export const serviceAccount = object({
  metadata,
  imagePullSecrets: list(localReference),
  secrets: list(localReference),
})

const policyRule = object({
  verbs: list(string),
  apiGroups: list(string),
  resources: list(string),
  resourceNames: list(string),
})
export const role = object({ metadata, rules: list(policyRule) })
export const roleBinding = object({
  metadata,
  roleRef: object({ kind: string, name: string }),
  subjects: list(objectReference),
})

export const priorityClass = object({ metadata, value: number, globalDefault: boolean })
export const runtimeClass = object({
  metadata,
  handler: string,
  scheduling: object({ nodeSelector: map(string) }),
})

const webhook = object({
  name: string,
  failurePolicy: string,
  timeoutSeconds: number,
  namespaceSelector: labelSelector,
  objectSelector: labelSelector,
  clientConfig: object({
    url: string,
    service: object({ namespace: string, name: string, port: number, path: string }),
  }),
})
export const webhookConfiguration = object({ metadata, webhooks: list(webhook) })

export const validatingAdmissionPolicy = object({
  metadata,
  spec: object({
    failurePolicy: string,
    validations: list(object({ expression: string, message: string, messageExpression: string })),
  }),
})
export const validatingAdmissionPolicyBinding = object({
  metadata,
  spec: object({ policyName: string, validationActions: list(string) }),
})

export const apiService = object({
  metadata,
  spec: object({
    group: string,
    version: string,
    service: object({ namespace: string, name: string, port: number }),
  }),
  status: object({ conditions: list(condition) }),
})

export const customResourceDefinition = object({
  metadata,
  spec: object({ group: string, names: object({ kind: string, plural: string }) }),
  status: object({ conditions: list(condition) }),
})
