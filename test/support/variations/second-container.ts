import type { Snapshot } from '../../../core/index.ts'
import { readRecording, readScenario } from '../scenarios.ts'
import { shifted } from '../times.ts'
import type { Variation } from '../variation.ts'

type Json = Readonly<Record<string, unknown>>
interface Pod {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace: string; readonly uid: string }
  readonly spec: Json & {
    readonly containers: readonly (Json & { readonly name: string })[]
    readonly volumes?: readonly Json[]
  }
  readonly status: Json & { readonly phase: string; readonly containerStatuses?: readonly Json[] }
}
interface Event {
  readonly kind: string
  readonly message: string
  readonly metadata: Json & { readonly name: string }
  readonly involvedObject: Json & { readonly uid?: string; readonly fieldPath?: string }
}

function troubled(objects: readonly unknown[], namespace: string): Pod {
  const pods = (objects as readonly Pod[]).filter(
    ({ kind, metadata }) => kind === 'Pod' && metadata.namespace === namespace,
  )
  const found = pods.find(({ status }) => status.containerStatuses?.some(({ ready }) => ready === false)) ?? pods[0]
  if (found === undefined) throw new Error(`no pod in ${namespace}`)
  return found
}

const NAME = 'second'

/** Names of the second's container and namespace in a kubelet's sentence, changed. */
function retold(text: string, container: string, from: string, to: string): string {
  return text.replaceAll(`ontainer ${container}`, `ontainer ${NAME}`).replaceAll(`${from}/`, `${to}/`)
}

/**
 * The failing container of another recording as another one of the first troubled pod of namespace `to`, with what the kubelet
 * said of it, its log, and its namespace's ConfigMaps and Secrets. The container is called `second`.
 */
export function withSecondContainer(to: string, second: string): Variation {
  return host => joinedBy(host, to, second)
}

function joinedBy(host: Snapshot, to: string, second: string): Snapshot {
  const { namespace: from } = readScenario(second)
  const recording = readRecording(second)
  const by = Date.parse(host.takenAt ?? '') - Date.parse(recording.takenAt ?? '')
  const objects = shifted(recording.objects, by)
  const pod = troubled(host.objects, to)
  const other = troubled(objects, from)
  const [container] = other.spec.containers
  const [status] = other.status.containerStatuses ?? []
  if (container === undefined || status === undefined) throw new Error(`${second} has no container`)
  const tell = <T>(value: T): T => JSON.parse(retold(JSON.stringify(value), container.name, from, to)) as T
  const both = {
    ...pod,
    spec: {
      ...pod.spec,
      containers: [...pod.spec.containers, { ...container, name: NAME }],
      volumes: [...(pod.spec.volumes ?? []), ...(other.spec.volumes ?? [])],
    },
    status: {
      ...pod.status,
      phase: [pod, other].some(each => each.status.phase === 'Running') ? 'Running' : 'Pending',
      containerStatuses: [...(pod.status.containerStatuses ?? []), tell({ ...status, name: NAME })],
    },
  }
  const { name, uid } = pod.metadata
  const events = (objects as readonly Event[])
    .filter(({ kind, involvedObject }) => kind === 'Event' && involvedObject.uid === other.metadata.uid)
    .filter(({ involvedObject }) => involvedObject.fieldPath !== undefined)
    .map(event => ({
      ...tell(event),
      metadata: { ...event.metadata, namespace: to, name: `second-${event.metadata.name}` },
      involvedObject: { ...event.involvedObject, namespace: to, name, uid, fieldPath: `spec.containers{${NAME}}` },
    }))
  const given = (objects as readonly Pod[])
    .filter(({ kind, metadata }) => ['ConfigMap', 'Secret'].includes(kind) && metadata.namespace === from)
    .filter(({ metadata }) => metadata.name !== 'kube-root-ca.crt')
    .map(object => ({ ...object, metadata: { ...object.metadata, namespace: to } }))
  const logs = (recording.logs ?? [])
    .filter(log => log.pod === other.metadata.name && log.container === container.name)
    .map(log => ({ ...log, namespace: to, pod: name, container: NAME }))
  return {
    ...host,
    objects: [...host.objects.map(object => (object === pod ? both : object)), ...events, ...given],
    logs: [...(host.logs ?? []), ...logs],
  }
}
