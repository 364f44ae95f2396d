import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import { isEarly } from '../../freshness.ts'
import type { Kube } from '../../kube/index.ts'
import type { Evidence } from '../../report.ts'
import { containersOf } from '../../workloads/containers.ts'
import { createdAt } from '../../workloads/pods.ts'
import type { Saying } from './reference-sayings.ts'
import { sayings, whatIsMissing } from './reference-sayings.ts'
import type { Reference } from './references.ts'
import { referencesOf } from './references.ts'

/** A ConfigMap, Secret or key that a pod waits for. */
export interface MissingReference {
  readonly reference: Reference
  /** `object`: it does not exist. `key`: it exists without the key. */
  readonly missing: 'object' | 'key'
  readonly evidence: readonly Evidence[]
  readonly since: number | undefined
  /** False where only its absence among the objects says so. */
  readonly isSaid: boolean
}

/** A pod may wait this long, in milliseconds, for a mount before silence counts as a sign. */
const PATIENCE = 60_000

function holdsKey(reference: Reference, namespace: string, cluster: Cluster): boolean | undefined {
  const found = cluster.find(reference.kind, namespace, reference.name)
  if (found.state !== 'present' || reference.key === undefined) return undefined
  const { data, binaryData } = found.object
  if (data === undefined && binaryData === undefined && reference.kind === 'Secret') return undefined
  return Object.hasOwn(data ?? {}, reference.key) || Object.hasOwn(binaryData ?? {}, reference.key)
}

function isWaitingFor(reference: Reference, pod: Kube<'Pod'>, cluster: Cluster): boolean {
  const isNew = isEarly(createdAt(pod), PATIENCE, cluster)
  return containersOf(pod, cluster).some(({ name, waiting }) => {
    if (reference.volume !== undefined) return waiting?.reason === 'ContainerCreating' && !isNew
    return (
      name === reference.container && waiting?.reason === 'CreateContainerConfigError' && waiting.message === undefined
    )
  })
}

function check(
  reference: Reference,
  pod: Kube<'Pod'>,
  said: readonly Saying[],
  cluster: Cluster,
): MissingReference | undefined {
  const { namespace = '' } = pod.metadata
  const relevant = said.filter(
    ({ container, volume }) =>
      (reference.container !== undefined && container === reference.container) ||
      (reference.volume !== undefined &&
        container === undefined &&
        (volume === undefined || volume === reference.volume)),
  )
  const { state } = cluster.find(reference.kind, namespace, reference.name)
  const holds = holdsKey(reference, namespace, cluster)
  for (const { text, evidence, first, last } of relevant) {
    const missing = whatIsMissing(text, reference)
    if (missing === undefined) continue
    if (missing === 'object' ? state === 'present' : holds === true) continue
    const isOld = reference.volume !== undefined && last !== undefined && (createdAt(pod) ?? 0) > last
    if (!isOld) return { reference, missing, evidence: [evidence], since: first ?? createdAt(pod), isSaid: true }
  }
  if (!isWaitingFor(reference, pod, cluster)) return undefined
  const missing = state === 'absent' ? 'object' : holds === false ? 'key' : undefined
  if (missing === undefined) return undefined
  const evidence = fieldEvidence(
    pod,
    `spec.${missing === 'key' ? reference.keyPath : reference.path}`,
    missing === 'key' ? reference.key : reference.name,
  )
  return { reference, missing, evidence: [evidence], since: createdAt(pod), isSaid: false }
}

function read(pod: Kube<'Pod'>, cluster: Cluster): readonly MissingReference[] {
  const isStarting = containersOf(pod, cluster).some(({ waiting }) =>
    ['ContainerCreating', 'PodInitializing', 'CreateContainerConfigError'].includes(waiting?.reason ?? ''),
  )
  if (!isStarting) return []
  const said = sayings(pod, cluster)
  return referencesOf(pod, cluster)
    .map(reference => check(reference, pod, said, cluster))
    .filter(found => found !== undefined)
}

/**
 * Takes a pod; returns the ConfigMaps, Secrets and keys that keep it from starting: those that the kubelet names and that
 * are not there since, and, where its events are gone, those that the snapshot shows to be absent.
 */
export function missingReferencesOf(pod: Kube<'Pod'>, cluster: Cluster): readonly MissingReference[] {
  return cluster.of(pod, read)
}
