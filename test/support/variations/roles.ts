import type { Variation } from '../variation.ts'

type Json = Readonly<Record<string, unknown>>
interface Container extends Json {
  readonly name: string
}
interface PodSpec extends Json {
  readonly containers: readonly Container[]
  readonly initContainers?: readonly Container[]
}
interface Raw {
  readonly kind: string
  readonly metadata: { readonly namespace?: string; readonly creationTimestamp?: string }
  readonly spec?: Json & Partial<PodSpec> & { readonly template?: { readonly spec: PodSpec } }
  readonly status?: Json & {
    readonly containerStatuses?: readonly Json[]
    readonly initContainerStatuses?: readonly Json[]
  }
  readonly involvedObject?: Json & { readonly fieldPath?: string }
}

export type Role = 'init' | 'sidecar'

function turned(container: Container, role: Role): Container {
  if (role === 'sidecar') return { ...container, restartPolicy: 'Always' }
  const { readinessProbe: _, livenessProbe: __, startupProbe: ___, lifecycle: ____, ...rest } = container
  return rest as Container
}

function specAs(role: Role, spec: PodSpec): PodSpec {
  return {
    ...spec,
    initContainers: [...(spec.initContainers ?? []), ...spec.containers.map(container => turned(container, role))],
    containers: [{ name: 'main', image: 'nginx:1.27', imagePullPolicy: 'IfNotPresent', resources: {} }],
  }
}

/** The status of a container that waits for those before it, or runs beside them. */
function mainStatus(hasStarted: boolean, since: string | undefined): Json {
  return {
    name: 'main',
    image: 'nginx:1.27',
    restartCount: 0,
    lastState: {},
    ready: hasStarted,
    started: hasStarted,
    state: hasStarted ? { running: { startedAt: since } } : { waiting: { reason: 'PodInitializing' } },
  }
}

function statusAs(role: Role, { status = {}, metadata }: Raw): Json {
  const { containerStatuses = [], initContainerStatuses = [] } = status
  if (containerStatuses.length === 0) return status
  const hasStarted =
    role === 'sidecar' && containerStatuses.some(({ state }) => (state as Json)?.['running'] !== undefined)
  return {
    ...status,
    initContainerStatuses: [...initContainerStatuses, ...containerStatuses],
    containerStatuses: [mainStatus(hasStarted, metadata.creationTimestamp)],
  }
}

function objectAs(role: Role, object: Raw): Raw {
  const { kind, spec, involvedObject } = object
  if (kind === 'Pod' && spec?.containers !== undefined) {
    return {
      ...object,
      spec: specAs(role, spec as PodSpec),
      status: statusAs(role, object) as NonNullable<Raw['status']>,
    }
  }
  if (kind !== 'Event' && spec?.template?.spec.containers !== undefined) {
    return { ...object, spec: { ...spec, template: { ...spec.template, spec: specAs(role, spec.template.spec) } } }
  }
  if (involvedObject?.fieldPath?.startsWith('spec.containers{') !== true) return object
  const fieldPath = involvedObject.fieldPath.replace('spec.containers{', 'spec.initContainers{')
  return { ...object, involvedObject: { ...involvedObject, fieldPath } }
}

/** Every container of a namespace in a role, before a new main one. */
export function inRole(namespace: string, role: Role): Variation {
  return snapshot => ({
    ...snapshot,
    objects: (snapshot.objects as readonly Raw[]).map(object =>
      object.metadata.namespace === namespace ? objectAs(role, object) : object,
    ),
  })
}
