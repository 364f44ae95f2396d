import { readRecording } from '../scenarios.ts'
import { iso, shifted } from '../times.ts'
import { later, type Variation } from '../variation.ts'

type Json = Readonly<Record<string, unknown>>
type Loose = { readonly kind: string; readonly metadata: Json; readonly spec?: Json; readonly status?: Json }

/** Changes objects of a healthy namespace into another healthy state. */
type Alteration = (namespace: string) => Variation

const MINUTE = 60_000

function each(kind: string, change: (object: Loose, now: number) => readonly Loose[]): Alteration {
  return namespace => snapshot => ({
    ...snapshot,
    objects: (snapshot.objects as readonly Loose[]).flatMap(object =>
      object.kind === kind && (object.metadata['namespace'] ?? namespace) === namespace
        ? change(object, Date.parse(snapshot.takenAt ?? ''))
        : [object],
    ),
  })
}

function withPodSpec(fields: (spec: Json) => Json): Alteration {
  return each('Pod', pod => [{ ...pod, spec: { ...pod.spec, ...fields(pod.spec ?? {}) } }])
}

/** Ended pods as recorded, under each complete ReplicaSet. */
function leftovers(id: string, count: number): Alteration {
  const recording = readRecording(id)
  const ended = (recording.objects as readonly Loose[])
    .filter(({ kind, status }) => kind === 'Pod' && status?.['reason'] === 'Evicted')
    .slice(0, count)
  const taken = Date.parse(recording.takenAt ?? '')
  return each('ReplicaSet', (set, now) => {
    const { name, namespace, uid } = set.metadata
    const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name, uid, controller: true }
    const place = { namespace, ownerReferences: [owner] }
    const pods = ended.map((pod, number) =>
      shifted(
        { ...pod, metadata: { ...pod.metadata, ...place, name: `${name}-old${number}`, uid: `${uid}-${number}` } },
        now - 15 * MINUTE - taken,
      ),
    )
    return Number(set.status?.['readyReplicas'] ?? 0) > 0 ? [set, ...pods] : [set]
  })
}

/** A pod that a kubelet ended or refused an hour ago, beside the one that took its place. Wording: kubelet of 1.24 to 1.36. */
function refused(reason: string, message: string): Alteration {
  return each('Pod', (pod, now) => {
    const made = iso(now - 60 * MINUTE)
    const metadata = { ...pod.metadata, name: `${pod.metadata['name']}x`, uid: 'x', creationTimestamp: made }
    const isReplaced = (pod.metadata['ownerReferences'] as { kind: string }[] | undefined)?.[0]?.kind === 'ReplicaSet'
    return isReplaced
      ? [pod, { ...pod, metadata, status: { phase: 'Failed', reason, message, startTime: made } }]
      : [pod]
  })
}

const PAUSED = { type: 'Progressing', status: 'Unknown', reason: 'DeploymentPaused', message: 'Deployment is paused' }

/** Other states of a healthy namespace that are as healthy, by what is different. */
export const HEALTHY_STATES: Readonly<Record<string, Alteration>> = {
  'a paused Deployment that is complete': each('Deployment', ({ spec, status, ...deployment }) => {
    const conditions = (status?.['conditions'] ?? []) as readonly { type: string }[]
    const others = conditions.filter(({ type }) => type !== 'Progressing')
    return [{ ...deployment, spec: { ...spec, paused: true }, status: { ...status, conditions: [...others, PAUSED] } }]
  }),
  'an evicted pod that was replaced': leftovers('evicted-over-limit', 1),
  'three evicted pods that were replaced': leftovers('evicted-over-limit', 3),
  'a pod evicted for the node’s sake': leftovers('node-disk-pressure', 1),
  'a pod ended by a node that shut down': refused(
    'Terminated',
    'Pod was terminated in response to imminent node shutdown.',
  ),
  'a pod refused for its node’s labels': refused('NodeAffinity', 'Pod was rejected: Predicate NodeAffinity failed'),
  'a pod refused for lack of CPU': refused(
    'OutOfcpu',
    "Pod was rejected: Node didn't have enough resource: cpu, requested: 500, used: 3900, capacity: 4000",
  ),
  'a pod that gave way to a critical one': refused('Preempting', 'Preempted in order to admit critical pod'),
  'an old pod on its way out': each('Pod', (pod, now) => {
    const deletion = { deletionTimestamp: iso(now + 20_000), deletionGracePeriodSeconds: 30 }
    return [pod, { ...pod, metadata: { ...pod.metadata, name: `${pod.metadata['name']}t`, uid: 't', ...deletion } }]
  }),
  'a pull secret that is not there, with an image that is': withPodSpec(() => ({
    imagePullSecrets: [{ name: 'gone' }],
  })),
  'an optional ConfigMap that is not there': withPodSpec(spec => ({
    containers: (spec['containers'] as readonly Json[]).map(container => ({
      ...container,
      envFrom: [{ configMapRef: { name: 'nope', optional: true } }],
    })),
  })),
  'a ConfigMap that was removed after the start': withPodSpec(spec => ({
    containers: (spec['containers'] as readonly Json[]).map(container => ({
      ...container,
      envFrom: [{ configMapRef: { name: 'nope' } }],
    })),
  })),
  'nodes that were cordoned since': each('Node', node => [{ ...node, spec: { ...node.spec, unschedulable: true } }]),
  'headless Services': each('Service', service => [
    { ...service, spec: { ...service.spec, clusterIP: 'None', clusterIPs: ['None'] } },
  ]),
  'an hour later': () => later(3600),
}
