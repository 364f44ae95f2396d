import type { Snapshot } from '../../../core/index.ts'
import { readTimeline } from '../timeline.ts'
import { iso, shifted } from '../times.ts'
import type { Variation } from '../variation.ts'

type Json = Readonly<Record<string, unknown>>
interface Raw {
  readonly kind: string
  readonly metadata: Json & {
    readonly name: string
    readonly namespace?: string
    readonly uid?: string
    readonly annotations?: Readonly<Record<string, string>>
    readonly ownerReferences?: readonly { readonly uid: string }[]
  }
  readonly spec?: Json & { readonly template?: unknown }
  readonly status?: Json & { readonly containerStatuses?: readonly { readonly state?: Json }[] }
}

/** A pod as recorded in the second after a node was found for it. */
function starting(): { readonly pod: Raw; readonly at: number } {
  const timeline = readTimeline('healthy-rolled')
  for (let second = 0; second < timeline.end; second++) {
    const { objects } = timeline.snapshotAt(second)
    const pod = (objects as readonly Raw[]).find(
      ({ kind, status }) => kind === 'Pod' && status?.containerStatuses?.[0]?.state?.['waiting'] !== undefined,
    )
    if (pod !== undefined) return { pod, at: timeline.clock(second) }
  }
  throw new Error('no pod is recorded while it starts')
}

function revision({ metadata }: Raw): number {
  return Number(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0)
}

/** The template of a namespace's first Deployment corrected so many seconds ago: a new revision whose pod starts. */
export function corrected(namespace: string, seconds: number): Variation {
  return snapshot => withCorrection(snapshot, namespace, seconds)
}

function withCorrection(snapshot: Snapshot, namespace: string, seconds: number): Snapshot {
  const objects = snapshot.objects as readonly Raw[]
  const deployment = objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.namespace === namespace)
  const [set] = objects
    .filter(
      ({ kind, metadata }) => kind === 'ReplicaSet' && metadata.ownerReferences?.[0]?.uid === deployment?.metadata.uid,
    )
    .sort((a, b) => revision(b) - revision(a))
  if (deployment === undefined || set === undefined) throw new Error(`no Deployment in ${namespace}`)
  const now = Date.parse(snapshot.takenAt ?? '')
  const since = iso(now - seconds * 1000)
  const { pod, at } = starting()
  const name = `${deployment.metadata.name}-corrected`
  const template = { spec: pod.spec }
  const annotations = { ...set.metadata.annotations, 'deployment.kubernetes.io/revision': String(revision(set) + 1) }
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name, uid: name, controller: true }
  return {
    ...snapshot,
    objects: [
      ...objects.map(object =>
        object === deployment
          ? {
              ...object,
              spec: { ...object.spec, template },
              status: {
                ...object.status,
                observedGeneration: object.metadata['generation'],
                updatedReplicas: 1,
                conditions: [
                  { type: 'Progressing', status: 'True', reason: 'ReplicaSetUpdated', lastUpdateTime: since },
                ],
              },
            }
          : object,
      ),
      {
        ...set,
        metadata: { ...set.metadata, name, uid: name, annotations, creationTimestamp: since },
        spec: { ...set.spec, replicas: 1, template },
        status: { replicas: 1, observedGeneration: 1 },
      },
      {
        ...shifted(pod, now - seconds * 1000 - at),
        metadata: {
          namespace,
          name: `${name}-1`,
          uid: `${name}-1`,
          creationTimestamp: since,
          ownerReferences: [owner],
        },
      },
    ],
  }
}
