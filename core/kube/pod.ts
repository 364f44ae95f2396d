import { condition, labelSelector, localReference, metadata } from './metadata.ts'
import type { Infer } from './shape.ts'
import { anything, boolean, intOrString, list, map, message, number, object, string } from './shape.ts'

const keySelector = object({ name: string, key: string, optional: boolean })

const probe = object({
  httpGet: object({ path: string, port: intOrString, host: string, scheme: string }),
  tcpSocket: object({ port: intOrString, host: string }),
  grpc: object({ port: number, service: string }),
  exec: object({ command: list(string) }),
  initialDelaySeconds: number,
  periodSeconds: number,
  timeoutSeconds: number,
  failureThreshold: number,
  successThreshold: number,
  terminationGracePeriodSeconds: number,
})

const lifecycleHandler = object({
  exec: object({ command: list(string) }),
  httpGet: object({ path: string, port: intOrString }),
  sleep: object({ seconds: number }),
})

const securityContext = object({
  runAsNonRoot: boolean,
  runAsUser: number,
  readOnlyRootFilesystem: boolean,
  privileged: boolean,
})

const resources = object({ requests: map(intOrString), limits: map(intOrString) })

const container = object({
  name: string,
  image: string,
  imagePullPolicy: string,
  command: list(string),
  args: list(string),
  workingDir: string,
  stdin: boolean,
  tty: boolean,
  restartPolicy: string,
  ports: list(object({ name: string, containerPort: number, hostPort: number, hostIP: string, protocol: string })),
  env: list(
    object({
      name: string,
      value: string,
      valueFrom: object({
        configMapKeyRef: keySelector,
        secretKeyRef: keySelector,
        fieldRef: object({ fieldPath: string }),
        resourceFieldRef: object({ resource: string }),
      }),
    }),
  ),
  envFrom: list(
    object({
      prefix: string,
      configMapRef: object({ name: string, optional: boolean }),
      secretRef: object({ name: string, optional: boolean }),
    }),
  ),
  resources,
  volumeMounts: list(
    object({ name: string, mountPath: string, subPath: string, subPathExpr: string, readOnly: boolean }),
  ),
  livenessProbe: probe,
  readinessProbe: probe,
  startupProbe: probe,
  lifecycle: object({ postStart: lifecycleHandler, preStop: lifecycleHandler }),
  securityContext,
})

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

/** What the scheduler reserves for a pod: of most pods nothing else of the spec is read. */
export const podReservation = object({
  containers: list(object({ resources })),
  initContainers: list(object({ resources, restartPolicy: string })),
  resources,
  overhead: map(intOrString),
})

export const podTemplate = object({ metadata, spec: podSpec })

const terminated = object({
  exitCode: number,
  signal: number,
  reason: string,
  message,
  startedAt: string,
  finishedAt: string,
  containerID: string,
})

const containerState = object({
  waiting: object({ reason: string, message }),
  running: object({ startedAt: string }),
  terminated,
})

const containerStatus = object({
  name: string,
  ready: boolean,
  started: boolean,
  restartCount: number,
  image: string,
  imageID: string,
  containerID: string,
  state: containerState,
  lastState: containerState,
})

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
export type Container = Infer<typeof container>
export type ContainerStatus = Infer<typeof containerStatus>
export type Terminated = Infer<typeof terminated>
export type Probe = Infer<typeof probe>
export type Volume = Infer<typeof volume>
