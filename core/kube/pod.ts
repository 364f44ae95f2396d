import { container, containerStatus, resources, securityContext } from './container.ts'
import { condition, labelSelector, localReference, metadata } from './metadata.ts'
import type { Infer } from './shape.ts'
import { anything, boolean, intOrString, list, map, message, number, object, string } from './shape.ts'

const keyToPath = list(object({ key: string, path: string }))

const volume = object({
  name: string,
  configMap: object({ name: string, optional: boolean, items: keyToPath }),
  secret: object({ secretName: string, optional: boolean, items: keyToPath }),
  projected: object({
    sources: list(
      object({
        configMap: object({ name: string, optional: boolean, items: keyToPath }),
        secret: object({ name: string, optional: boolean, items: keyToPath }),
        serviceAccountToken: object({ path: string }),
      }),
    ),
  }),
  persistentVolumeClaim: object({ claimName: string, readOnly: boolean }),
  ephemeral: object({ volumeClaimTemplate: object({ spec: object({ storageClassName: string }) }) }),
  hostPath: object({ path: string, type: string }),
  emptyDir: object({ medium: string, sizeLimit: intOrString }),
  nfs: object({ server: string, path: string }),
  csi: object({ driver: string }),
  image: object({ reference: string, pullPolicy: string }),
  downwardAPI: object({}),
})

const nodeSelectorTerm = object({
  matchExpressions: list(object({ key: string, operator: string, values: list(string) })),
  matchFields: list(object({ key: string, operator: string, values: list(string) })),
})
export const nodeSelector = object({ nodeSelectorTerms: list(nodeSelectorTerm) })

const podAffinityTerm = object({
  labelSelector,
  topologyKey: string,
  namespaces: list(string),
  namespaceSelector: labelSelector,
  matchLabelKeys: list(string),
})

export const podSpec = object({
  containers: list(container),
  initContainers: list(container),
  volumes: list(volume),
  nodeName: string,
  nodeSelector: map(string),
  schedulerName: string,
  schedulingGates: list(localReference),
  serviceAccountName: string,
  serviceAccount: string,
  imagePullSecrets: list(localReference),
  restartPolicy: string,
  priorityClassName: string,
  priority: number,
  preemptionPolicy: string,
  runtimeClassName: string,
  hostNetwork: boolean,
  dnsPolicy: string,
  dnsConfig: object({
    nameservers: list(string),
    searches: list(string),
    options: list(object({ name: string, value: string })),
  }),
  hostAliases: list(object({ ip: string, hostnames: list(string) })),
  hostname: string,
  subdomain: string,
  terminationGracePeriodSeconds: number,
  activeDeadlineSeconds: number,
  readinessGates: list(object({ conditionType: string })),
  securityContext,
  overhead: map(intOrString),
  resources,
  resourceClaims: list(object({ name: string, resourceClaimName: string, resourceClaimTemplateName: string })),
  tolerations: list(
    object({ key: string, operator: string, value: string, effect: string, tolerationSeconds: number }),
  ),
  affinity: object({
    nodeAffinity: object({ requiredDuringSchedulingIgnoredDuringExecution: nodeSelector }),
    podAffinity: object({ requiredDuringSchedulingIgnoredDuringExecution: list(podAffinityTerm) }),
    podAntiAffinity: object({ requiredDuringSchedulingIgnoredDuringExecution: list(podAffinityTerm) }),
  }),
  topologySpreadConstraints: list(
    object({
      maxSkew: number,
      topologyKey: string,
      whenUnsatisfiable: string,
      labelSelector,
      minDomains: number,
      nodeAffinityPolicy: string,
      nodeTaintsPolicy: string,
      matchLabelKeys: list(string),
    }),
  ),
})

/** What the scheduler reserves for a pod. For most pods, nothing else of the spec is read. */
export const podReservation = object({
  containers: list(object({ resources })),
  initContainers: list(object({ resources, restartPolicy: string })),
  resources,
  overhead: map(intOrString),
})

export const podTemplate = object({ metadata, spec: podSpec })

export const pod = object({
  metadata,
  spec: podSpec,
  status: object({
    phase: string,
    reason: string,
    message,
    conditions: list(condition),
    containerStatuses: list(containerStatus),
    initContainerStatuses: list(containerStatus),
    ephemeralContainerStatuses: list(anything),
    podIP: string,
    podIPs: list(object({ ip: string })),
    hostIP: string,
    startTime: string,
    nominatedNodeName: string,
    qosClass: string,
  }),
})

export type Pod = Infer<typeof pod>
export type PodSpec = Infer<typeof podSpec>
export type PodReservation = Infer<typeof podReservation>
export type PodTemplate = Infer<typeof podTemplate>
export type Volume = Infer<typeof volume>
