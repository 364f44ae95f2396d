import type { Cluster } from '../../cluster/cluster.ts'
import { type Controller, controllerKey, controllerOf, isSameController } from '../../cluster/controller.ts'
import type { Container } from '../../kube/container.ts'
import type { Kube } from '../../kube/index.ts'
import { refKey } from '../../ref.ts'
import type { Evidence, ObjectRef } from '../../report.ts'
import { parseImage } from '../images/image-name.ts'
import { workloadOf } from '../workloads.ts'
import { listening } from './ports.ts'
import { podsOfService } from './selected-pods.ts'
import { isHeadless, isServing, servingContainers, targetOf } from './services.ts'

type Pod = Kube<'Pod'>
type Service = Kube<'Service'>

/** Pods of another app to which a Service routes in addition to those that listen on its port. */
export interface Strays {
  readonly service: Service
  /** Index in `spec.ports`. */
  readonly index: number
  readonly target: number
  /** The pods that listen there, and those that do not. */
  readonly meant: ObjectRef
  readonly stray: ObjectRef
  readonly strayPod: Pod
  /** The known ports of the latter. */
  readonly known: readonly number[]
  readonly evidence: readonly Evidence[]
  /** A label that only the former have. */
  readonly label: readonly [string, string] | undefined
}

interface Group {
  readonly workload: ObjectRef
  readonly pod: Pod
}

/** One ready pod of each workload behind a Service; runs of Jobs come and go. */
function groupsOf(selected: readonly Pod[], cluster: Cluster): readonly Group[] {
  const byController = new Map<string | undefined, Pod>()
  let known: Controller | undefined
  for (const pod of selected) {
    // Replicas come in sequence, and usually there is only one workload.
    const controller = controllerOf(pod)
    if (controller !== undefined && isSameController(controller, known)) continue
    const key = controllerKey(pod)
    if (!byController.has(key)) {
      if (!isServing(pod)) continue
      byController.set(key, pod)
    }
    known = controller
  }
  if (byController.size < 2) return []
  const groups = new Map<string, Group>()
  for (const pod of byController.values()) {
    const workload = workloadOf(pod, cluster)
    if (workload.kind !== 'Job' && workload.kind !== 'CronJob' && !groups.has(refKey(workload)))
      groups.set(refKey(workload), { workload, pod })
  }
  return [...groups.values()]
}

/** Two containers with the same image and the same command. */
function isSameProgram(a: Container, b: Container): boolean {
  const [one, other] = [parseImage(a.image ?? ''), parseImage(b.image ?? '')]
  return (
    one.repository === other.repository && JSON.stringify([a.command, a.args]) === JSON.stringify([b.command, b.args])
  )
}

/** The containers of a pod that another pod does not also have, such as sidecars. */
function ownContainers({ spec }: Pod, other: Pod): readonly Container[] {
  const others = servingContainers(other.spec)
  return servingContainers(spec).filter(
    container => !others.some(each => each.name === container.name && each.image === container.image),
  )
}

/** A canary or the next revision runs the same app. */
function isOther(stray: Pod, meant: Pod): boolean {
  const own = ownContainers(stray, meant)
  return (
    own.length > 0 && !own.some(container => servingContainers(meant.spec).some(each => isSameProgram(container, each)))
  )
}

/** Labels that differ between the pods of one workload or between its revisions. */
const OF_ONE_POD = /(?:hash|pod-name|pod-index|version|revision|chart|managed-by)$/
const USUAL = ['app.kubernetes.io/component', 'app.kubernetes.io/name', 'component', 'app', 'k8s-app']

function labelOf(meant: readonly Group[], strays: readonly Group[]): Strays['label'] {
  const [first, ...more] = meant.map(({ pod }) => pod.metadata.labels ?? {})
  const fitting = Object.entries(first ?? {})
    .filter(([key]) => !OF_ONE_POD.test(key))
    .filter(([key, value]) => more.every(labels => labels[key] === value))
    .filter(([key, value]) => strays.every(({ pod }) => pod.metadata.labels?.[key] !== value))
  const rank = (key: string) => (USUAL.includes(key) ? USUAL.indexOf(key) : USUAL.length)
  return fitting.sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))[0]
}

function find(service: Service, cluster: Cluster): readonly Strays[] {
  const { type, ports = [] } = service.spec ?? {}
  if (type === 'ExternalName' || isHeadless(service)) return []
  const groups = cluster.of(podsOfService(service, cluster), groupsOf)
  if (groups.length < 2) return []
  return ports.flatMap((port, index) => {
    const target = targetOf(port)
    // A pod without a port of that name has no endpoint.
    if (typeof target !== 'number') return []
    const told = groups.map(group => ({ ...group, ...listening(group.pod, target, cluster) }))
    const meant = told.filter(({ state }) => state === 'yes' || state === 'likely')
    const strays = told.filter(
      ({ state, pod }) => (state === 'elsewhere' || state === 'unknown') && meant.every(each => isOther(pod, each.pod)),
    )
    const [first, stray] = [meant[0], strays[0]]
    if (first === undefined || stray === undefined) return []
    return {
      service,
      index,
      target,
      meant: first.workload,
      stray: stray.workload,
      strayPod: stray.pod,
      known: stray.known,
      evidence: stray.evidence,
      label: labelOf(meant, strays),
    }
  })
}

/** For each port of a Service that also routes to pods of another app: the ports on which those are known to listen. */
export function straysOf(service: Service, cluster: Cluster): readonly Strays[] {
  return cluster.of(service, find)
}
