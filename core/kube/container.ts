import type { Infer } from './shape.ts'
import { boolean, intOrString, list, map, message, number, object, string } from './shape.ts'

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

const securityProfile = object({ type: string, localhostProfile: string })

export const securityContext = object({
  runAsNonRoot: boolean,
  seccompProfile: securityProfile,
  appArmorProfile: securityProfile,
  runAsUser: number,
  readOnlyRootFilesystem: boolean,
  privileged: boolean,
})

export const resources = object({ requests: map(intOrString), limits: map(intOrString) })

export const container = object({
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

export const containerStatus = object({
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

export type Container = Infer<typeof container>
export type ContainerStatus = Infer<typeof containerStatus>
export type Terminated = Infer<typeof terminated>
export type Probe = Infer<typeof probe>
