import type { Cluster } from '../../cluster/cluster.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import { matchesOf } from '../../matches.ts'
import type { Evidence } from '../../report.ts'
import { earliest, latest } from '../../time.ts'
import { containersOf } from '../../workloads/containers.ts'
import { createdAt } from '../../workloads/pods.ts'
import { isLongAgo } from '../../workloads/recency.ts'
import type { Reference } from './references.ts'
import { ROOT_CA, referencesOf } from './references.ts'

/** A kubelet message about a container, or about the whole pod. */
interface Saying {
  readonly text: string
  readonly evidence: Evidence
  readonly first: number | undefined
  readonly last: number | undefined
  /** How often it was reported; undefined without events. */
  readonly count: number | undefined
  readonly container: string | undefined
}

/** Events that a pod has only after its volumes are mounted. */
const AFTER_MOUNTS: ReadonlySet<string> = new Set(['Pulling', 'Pulled', 'Created', 'Started'])

/** True until the kubelet reaches the first container: it mounts the volumes first. */
function isMounting(pod: Kube<'Pod'>, cluster: Cluster): boolean {
  const isNoneMade = containersOf(pod, cluster).every(({ waiting }) =>
    /^(?:ContainerCreating|PodInitializing)$/.test(waiting?.reason ?? ''),
  )
  return isNoneMade && !AFTER_MOUNTS.has(cluster.events(pod).at(-1)?.reason ?? '')
}

/** The kubelet's current messages about what keeps a pod's containers from being created, newest first. */
function sayings(pod: Kube<'Pod'>, cluster: Cluster): readonly Saying[] {
  const ofContainers = containersOf(pod, cluster).flatMap(({ waiting, statusPath, name, events }) => {
    const text = waiting?.message
    if (text === undefined) {
      // `kubectl describe`, and what is converted from it, has no message.
      const isRefused = waiting?.reason === 'CreateContainerConfigError'
      const failed = isRefused ? events.findLast(({ reason }) => reason === 'Failed') : undefined
      if (failed === undefined) return []
      const { message, first, last, count } = failed
      return [{ text: message, evidence: eventEvidence(failed), first, last, count, container: name }]
    }
    const evidence = fieldEvidence(pod, `${statusPath}.state.waiting.message`, text)
    const { first, last, count } = events.findLast(({ message }) => message.includes(text)) ?? {}
    return [{ text, evidence, first, last, count, container: name }]
  })
  const ofPod = isMounting(pod, cluster) ? cluster.events(pod).toReversed() : []
  return [
    ...ofContainers,
    ...ofPod.map(event => {
      const { message, first, last, count } = event
      return { text: message, evidence: eventEvidence(event), first, last, count, container: undefined }
    }),
  ]
}

/**
 * How the kubelet names what is missing: an object (before 1.20 in the plural, in some messages with its namespace), a
 * key for the environment, or a key for a volume without its object.
 */
const MESSAGES = {
  ConfigMap: {
    object: /\bconfigmaps? "(?:[^"/]{1,63}\/)?([^"/]{1,253})" not found/gi,
    key: /couldn't find key (\S{1,253}) in ConfigMap (?:[^\s/]{1,63}\/)?([^\s,;/]{1,253})/g,
    item: /non-existent config key: ([^\s,;\]]{1,253})/g,
  },
  Secret: {
    object: /\bsecrets? "(?:[^"/]{1,63}\/)?([^"/]{1,253})" not found/gi,
    key: /couldn't find key (\S{1,253}) in Secret (?:[^\s/]{1,63}\/)?([^\s,;/]{1,253})/g,
    item: /non-existent secret key: ([^\s,;\]]{1,253})/g,
  },
} as const

function says(text: string, pattern: RegExp, ...meant: readonly unknown[]): boolean {
  return matchesOf(text, pattern).some(([, ...named]) => named.every((name, at) => name === meant[at]))
}

/** The part of a reference that a message reports as missing. */
function whatIsMissing(text: string, { kind, name, key }: Reference): 'object' | 'key' | undefined {
  const messages = MESSAGES[kind]
  if (says(text, messages.object, name)) return 'object'
  return says(text, messages.key, key, name) || says(text, messages.item, key) ? 'key' : undefined
}

/** A ConfigMap, Secret or key that a pod waits for. */
export interface MissingReference {
  readonly reference: Reference
  /** `object`: it does not exist. `key`: it exists without the key. */
  readonly missing: 'object' | 'key'
  readonly evidence: readonly Evidence[]
  readonly since: number | undefined
  /** False if only its absence in the snapshot shows it. */
  readonly isSaid: boolean
  /** True if it was created after the kubelet's last attempt, and the next one ends the problem. */
  readonly isSupplied: boolean
  /** Milliseconds in which every normal start looks the same. */
  readonly usual?: number
}

/**
 * Milliseconds until the kubelet retries: for a container ten seconds after an error, at most a minute
 * (`pkg/kubelet/pod_workers.go`), for a volume after at most 2m2s (`pkg/util/goroutinemap/exponentialbackoff`).
 */
const LOOKS_AGAIN = { container: 60_000, volume: 150_000 }

/**
 * After this many events about one object, a client sends at most one in five minutes (client-go,
 * `tools/record/events_cache.go`).
 */
const THROTTLED = { after: 25, for: 5 * 60_000 }

/** True if the kubelet has yet to retry after what was missing appeared. */
function isAwaited(
  { last, count = 1 }: Saying,
  { kind, name, volume }: Reference,
  pod: Kube<'Pod'>,
  cluster: Cluster,
): boolean {
  const found = cluster.find(kind, pod.metadata.namespace, name)
  const come = found.state === 'present' ? createdAt(found.object) : undefined
  const window = volume === undefined ? LOOKS_AGAIN.container : LOOKS_AGAIN.volume
  return !isLongAgo(latest([last, come]), window + (count >= THROTTLED.after ? THROTTLED.for : 0), cluster)
}

/** Milliseconds that a pod waits for its mounts at every start, whether or not the kubelet has checked them yet. */
const MOUNTING = 10_000

function holdsKey({ kind, name, key }: Reference, namespace: string, cluster: Cluster): boolean | undefined {
  const found = cluster.find(kind, namespace, name)
  if (found.state !== 'present' || key === undefined) return undefined
  const { data, binaryData } = found.object
  // A Secret may have been read without its values.
  if (data === undefined && kind === 'Secret') return undefined
  return [data, binaryData].some(values => values !== undefined && Object.hasOwn(values, key))
}

function check(
  reference: Reference,
  pod: Kube<'Pod'>,
  said: readonly Saying[],
  cluster: Cluster,
): MissingReference | undefined {
  const { kind, name, key, path, keyPath, container } = reference
  const { namespace = '' } = pod.metadata
  const { state } = cluster.find(kind, namespace, name)
  const holds = holdsKey(reference, namespace, cluster)
  const made = createdAt(pod)
  const about = said.flatMap(saying => {
    const missing = saying.container === container ? whatIsMissing(saying.text, reference) : undefined
    if (missing === undefined) return []
    return [{ ...saying, missing, isSupplied: missing === 'object' ? state === 'present' : holds === true }]
  })
  const newest =
    about.find(({ isSupplied }) => !isSupplied) ?? about.find(saying => isAwaited(saying, reference, pod, cluster))
  if (newest !== undefined) {
    const { missing, isSupplied, evidence } = newest
    const since = earliest(about.map(({ first }) => first)) ?? made
    // In a new namespace, pods may be faster than what is published there.
    const usual = name === ROOT_CA ? MOUNTING : 0
    return { reference, missing, evidence: [evidence], since, isSaid: true, isSupplied, usual }
  }
  if (!isMounting(pod, cluster) || name === ROOT_CA) return undefined
  const base = { reference, since: made, isSaid: false, isSupplied: false, usual: MOUNTING }
  if (state === 'absent') return { ...base, missing: 'object', evidence: [fieldEvidence(pod, `spec.${path}`, name)] }
  return holds === false
    ? { ...base, missing: 'key', evidence: [fieldEvidence(pod, `spec.${keyPath}`, key)] }
    : undefined
}

function read(pod: Kube<'Pod'>, cluster: Cluster): readonly MissingReference[] {
  const said = sayings(pod, cluster)
  return referencesOf(pod, cluster)
    .map(reference => check(reference, pod, said, cluster))
    .filter(found => found !== undefined)
}

/**
 * The ConfigMaps, Secrets and keys that keep a pod from starting: those named by the kubelet, even if they exist now
 * and it has not retried, and, if its events are gone, those known to be absent.
 */
export function missingReferencesOf(pod: Kube<'Pod'>, cluster: Cluster): readonly MissingReference[] {
  return cluster.of(pod, read)
}
