import type { Cluster } from '../../cluster/cluster.ts'
import type { ClusterEvent } from '../../cluster/events.ts'
import type { Kube } from '../../kube/index.ts'
import { Names } from '../../nearest.ts'
import type { ObjectRef } from '../../report.ts'

/** A missing pull secret, what references it, and the kubelet's event about it. */
export interface MissingSecret {
  readonly secret: ObjectRef
  readonly via: ObjectRef
  readonly event: ClusterEvent | undefined
}

/** The names of a pod's pull secrets, and those that do not exist. */
export interface PullSecrets {
  readonly named: readonly ObjectRef[]
  readonly missing: readonly MissingSecret[]
}

/** `Unable to retrieve some image pull secrets (a, b); attempting to pull the image may not succeed.` (kubelet). */
function missedIn(event: ClusterEvent | undefined): readonly string[] {
  return /image pull secrets? \(([^()]{1,2000})\)/.exec(event?.message ?? '')?.[1]?.split(/,\s*/) ?? []
}

function read(pod: Kube<'Pod'>, cluster: Cluster): PullSecrets {
  const { namespace = '' } = pod.metadata
  const account = pod.spec?.serviceAccountName ?? 'default'
  const found = cluster.find('ServiceAccount', namespace, account)
  const workload = { kind: 'Pod', namespace, name: pod.metadata.name }
  const own = (pod.spec?.imagePullSecrets ?? []).map(({ name }) => ({ name, via: workload as ObjectRef }))
  const names = new Set(own.map(({ name }) => name))
  const ofAccount = (found.state === 'present' ? (found.object.imagePullSecrets ?? []) : []).filter(({ name }) =>
    names.has(name),
  )
  const all = [
    ...own,
    ...ofAccount.map(({ name }) => ({ name, via: { kind: 'ServiceAccount', namespace, name: account } })),
  ]
  const event = cluster.events(pod).findLast(({ reason }) => reason === 'FailedToRetrieveImagePullSecret')
  const missed = new Set(missedIn(event))
  const named: ObjectRef[] = []
  // Admission copies a service account's secrets into its pods: if both name one, the account has to be corrected.
  const missing = new Map<string, MissingSecret>()
  for (const { name, via } of all) {
    if (name === undefined) continue
    const secret = { kind: 'Secret', namespace, name }
    const { state } = cluster.find('Secret', namespace, name)
    named.push(secret)
    if (state === 'absent' || (state === 'unseen' && missed.has(name))) missing.set(name, { secret, via, event })
  }
  return { named, missing: [...missing.values()] }
}

/**
 * The pull secrets that a pod names, attributed to its service account if that names them too. Admission copies the
 * account's secrets into a pod that names none (`plugin/pkg/admission/serviceaccount`); the kubelet reads only the
 * pod's.
 */
export function pullSecretsOf(pod: Kube<'Pod'>, cluster: Cluster): PullSecrets {
  return cluster.of(pod, read)
}

/** False for a Secret whose known type is not one with registry credentials. */
function holdsCredentials({ type }: Kube<'Secret'>): boolean {
  return type === undefined || type.startsWith('kubernetes.io/dockerc')
}

/** The type for which the kubelet ignores all pull secrets; undefined if one of them has a valid or unknown type. */
export function ignoredType(secrets: readonly ObjectRef[], cluster: Cluster): string | undefined {
  const found = secrets.map(({ namespace, name }) =>
    cluster.get({ kind: 'Secret', name, ...(namespace !== undefined && { namespace }) }),
  )
  const ignored = found.map(secret => (secret?.kind !== 'Secret' || holdsCredentials(secret) ? undefined : secret.type))
  return ignored.includes(undefined) ? undefined : ignored[0]
}

function credentials(secrets: readonly Kube<'Secret'>[]): Names {
  const fitting = secrets.filter(holdsCredentials)
  return new Names(fitting.map(({ metadata }) => metadata.name))
}

/** The existing Secret with registry credentials whose name is nearest to a missing one's. */
export function nearestSecret({ namespace, name }: ObjectRef, cluster: Cluster): string | undefined {
  return cluster.of(cluster.list('Secret', namespace), credentials).nearest(name)
}
