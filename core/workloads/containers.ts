import type { ItsOwn } from '../cluster/cluster.ts'
import type { ClusterEvent } from '../cluster/events.ts'
import type { Container, ContainerStatus, Terminated } from '../kube/container.ts'
import type { Kube } from '../kube/index.ts'
import type { ContainerList } from './template-patch.ts'

/** One container of a pod: its spec and its status. */
export interface ContainerView {
  readonly pod: Kube<'Pod'>
  readonly name: string
  /** `sidecar`: an init container with `restartPolicy: Always`. */
  readonly role: 'init' | 'sidecar' | 'main'
  readonly spec: Container
  readonly status: ContainerStatus
  readonly waiting: { readonly reason?: string; readonly message?: string } | undefined
  readonly running: boolean
  /** The latest termination in its status. */
  readonly ended: Terminated | undefined
  readonly restarts: number
  /** Path of the status in the pod: `status.containerStatuses[0]`. */
  readonly statusPath: string
  /** The pod's events about this container, oldest first. */
  readonly events: readonly ClusterEvent[]
}

const NO_STATUS: ContainerStatus = {}

/** The container that an event is about: `spec.containers{web}` gives `web`. */
function containerOf(event: ClusterEvent): string | undefined {
  return event.fieldPath === undefined ? undefined : /^spec\.\w+\{([^{}]*)\}$/.exec(event.fieldPath)?.[1]
}

/** The path of a container's `ended` in the pod. */
export function endPath({ status, statusPath }: ContainerView): string {
  return `${statusPath}.${status.state?.terminated === undefined ? 'lastState' : 'state'}.terminated`
}

/** The list in the pod spec that has the container. */
export function listOf({ role }: ContainerView): ContainerList {
  return role === 'main' ? 'containers' : 'initContainers'
}

function view(
  pod: Kube<'Pod'>,
  spec: Container,
  init: boolean,
  events: readonly ClusterEvent[],
): ContainerView | undefined {
  const { name } = spec
  if (name === undefined) return undefined
  const field = init ? 'initContainerStatuses' : 'containerStatuses'
  const statuses = pod.status?.[field] ?? []
  const index = statuses.findIndex(status => status.name === name)
  const status = statuses[index] ?? NO_STATUS
  return {
    pod,
    name,
    role: init ? (spec.restartPolicy === 'Always' ? 'sidecar' : 'init') : 'main',
    spec,
    status,
    waiting: status.state?.waiting,
    running: status.state?.running !== undefined,
    ended: status.state?.terminated ?? status.lastState?.terminated,
    restarts: status.restartCount ?? 0,
    statusPath: `status.${field}[${Math.max(0, index)}]`,
    events: events.filter(event => containerOf(event) === name),
  }
}

function viewAll(pod: Kube<'Pod'>, cluster: ItsOwn): readonly ContainerView[] {
  const events = cluster.events(pod)
  const views = [
    ...(pod.spec?.initContainers ?? []).map(spec => view(pod, spec, true, events)),
    ...(pod.spec?.containers ?? []).map(spec => view(pod, spec, false, events)),
  ]
  return views.filter(container => container !== undefined)
}

/** A pod's containers in the order in which they start, init containers first. */
export function containersOf(pod: Kube<'Pod'>, cluster: ItsOwn): readonly ContainerView[] {
  return cluster.ofItself(pod, viewAll)
}
