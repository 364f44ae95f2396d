import type { Cluster } from '../../cluster/cluster.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import type { Evidence } from '../../report.ts'
import { earliest, latest } from '../../time.ts'
import { containersOf } from '../../workloads/containers.ts'
import { createdAt } from '../../workloads/pods.ts'
import { isLongAgo } from '../../workloads/recency.ts'
import type { Reference } from './references.ts'
import { referencesOf } from './references.ts'

/** A message of the kubelet, and the container or the volume of which it speaks. */
interface Saying {
  readonly text: string
  readonly evidence: Evidence
  readonly first: number | undefined
  readonly last: number | undefined
  /** How often it was said; undefined where no event tells. */
  readonly count: number | undefined
  readonly container: string | undefined
  readonly volume: string | undefined
}

/** What the kubelet says now of what keeps a pod's containers from being made. */
function sayings(pod: Kube<'Pod'>, cluster: Cluster): readonly Saying[] {
  const said: Saying[] = []
  for (const { waiting, statusPath, name, events } of containersOf(pod, cluster)) {
    if (waiting?.reason !== 'CreateContainerConfigError' || waiting.message === undefined) continue
    const event = events.findLast(({ message }) => message.includes(waiting.message ?? ''))
    said.push({
      text: waiting.message,
      evidence: fieldEvidence(pod, `${statusPath}.state.waiting.message`, waiting.message),
      first: event?.first,
      last: event?.last,
      count: event?.count,
      container: name,
      volume: undefined,
    })
  }
  for (const event of cluster.events(pod).toReversed()) {
    if (event.reason !== 'FailedMount') continue
    const volume = /volumes? "([^"]{1,253})"/.exec(event.message)?.[1]
    said.push({
      text: event.message,
      evidence: eventEvidence(event),
      first: event.first,
      last: event.last,
      count: event.count,
      container: undefined,
      volume,
    })
  }
  return said
}

/** The longest name of an object and of a key (apimachinery, DNS1123SubdomainMaxLength). */
const MAX_NAME = 253

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/**
 * What of a reference the kubelet says to be missing. It says of an object `configmap "x" not found` (containers, volumes), `secrets "x" not found` (before 1.20), and of keys
 * `couldn't find key K in ConfigMap ns/x`, `references non-existent config key: K`.
 */
function whatIsMissing(text: string, { kind, name, key }: Reference): 'object' | 'key' | undefined {
  if (name.length > MAX_NAME || (key ?? '').length > MAX_NAME) return undefined
  const noun = kind === 'ConfigMap' ? 'configmaps?' : 'secrets?'
  if (
    new RegExp(
      `${noun} "(?:[^"/]{1,63}/)?${literal(name)}" (?:not found|is forbidden: .{0,200}not found)|(?:couldn't|failed to) (?:get|find|fetch) ${noun} (?:\\S{1,63}/)?${literal(name)}\\b.{0,80}not found`,
      'i',
    ).test(text)
  )
    return 'object'
  if (key === undefined) return undefined
  const inObject = new RegExp(
    `couldn't find key ${literal(key)} in ${kind} (?:\\S{1,63}/)?${literal(name)}(?:$|[\\s,;])`,
    'i',
  )
  const inVolume = new RegExp(
    `non-existent ${kind === 'ConfigMap' ? 'config' : 'secret'} key: ${literal(key)}(?:$|[\\s,;\\]])`,
    'i',
  )
  return inObject.test(text) || inVolume.test(text) ? 'key' : undefined
}

/** A ConfigMap, Secret or key that a pod waits for. */
export interface MissingReference {
  readonly reference: Reference
  /** `object`: it does not exist. `key`: it exists without the key. */
  readonly missing: 'object' | 'key'
  readonly evidence: readonly Evidence[]
  readonly since: number | undefined
  /** False where only its absence among the objects says so. */
  readonly isSaid: boolean
  /** True where it is there now: it came after the kubelet's last look, and the next one ends it. */
  readonly isSupplied: boolean
  /** Milliseconds for which every normal start shows the same. */
  readonly usual: number
}

/**
 * Milliseconds within which the kubelet looks again: at a container ten seconds after an error, a minute at most
 * (`pkg/kubelet/pod_workers.go`), at a volume after at most 2m2s (`pkg/util/goroutinemap/exponentialbackoff`).
 */
const LOOKS_AGAIN = { container: 60_000, volume: 150_000 }

/** After so many events about one object a client sends no more than one in five minutes (client-go, `tools/record/events_cache.go`). */
const THROTTLED = { after: 25, for: 5 * 60_000 }

/** True where the kubelet's next look at what has come since is still to be awaited. */
function isAwaited(saying: Saying, reference: Reference, pod: Kube<'Pod'>, cluster: Cluster): boolean {
  const { last, count = 1 } = saying
  if (reference.volume !== undefined) {
    const hasGoneOn = cluster
      .events(pod)
      .some(event => AFTER_MOUNTS.has(event.reason) && (event.last ?? 0) > (last ?? 0))
    if (hasGoneOn) return false
  }
  const found = cluster.find(reference.kind, pod.metadata.namespace, reference.name)
  const made = found.state === 'present' ? createdAt(found.object) : undefined
  const looked = latest([last, made === undefined || made < (last ?? 0) ? undefined : made])
  const window = reference.volume === undefined ? LOOKS_AGAIN.container : LOOKS_AGAIN.volume
  return !isLongAgo(looked, window + (count >= THROTTLED.after ? THROTTLED.for : 0), cluster)
}

/** Events that a pod has only once its volumes are mounted. */
const AFTER_MOUNTS: ReadonlySet<string> = new Set(['Pulling', 'Pulled', 'Created', 'Started'])

/** Milliseconds for which a pod waits for its mounts at every start, whether or not the kubelet has looked for them yet. */
const MOUNTING = 10_000

function holdsKey(reference: Reference, namespace: string, cluster: Cluster): boolean | undefined {
  const found = cluster.find(reference.kind, namespace, reference.name)
  if (found.state !== 'present' || reference.key === undefined) return undefined
  const { data, binaryData } = found.object
  if (data === undefined && binaryData === undefined && reference.kind === 'Secret') return undefined
  return Object.hasOwn(data ?? {}, reference.key) || Object.hasOwn(binaryData ?? {}, reference.key)
}

function isWaitingFor(reference: Reference, pod: Kube<'Pod'>, cluster: Cluster): boolean {
  return containersOf(pod, cluster).some(({ name, waiting }) => {
    if (reference.volume !== undefined) return waiting?.reason === 'ContainerCreating'
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
  const made = createdAt(pod)
  const about = relevant.filter(({ text, last }) => {
    const isOld = reference.volume !== undefined && last !== undefined && (made ?? 0) > last
    return whatIsMissing(text, reference) !== undefined && !isOld
  })
  const isThere = ({ text }: Saying) =>
    whatIsMissing(text, reference) === 'object' ? state === 'present' : holds === true
  const saying = about.filter(each => !isThere(each))
  const [newest = about.find(each => isAwaited(each, reference, pod, cluster))] = saying
  const named = newest === undefined ? undefined : whatIsMissing(newest.text, reference)
  if (newest !== undefined && named !== undefined) {
    const since = earliest(about.map(({ first }) => first)) ?? made
    const isSupplied = isThere(newest)
    return { reference, missing: named, evidence: [newest.evidence], since, isSaid: true, isSupplied, usual: 0 }
  }
  if (!isWaitingFor(reference, pod, cluster)) return undefined
  const missing = state === 'absent' ? 'object' : holds === false ? 'key' : undefined
  if (missing === undefined) return undefined
  const evidence = fieldEvidence(
    pod,
    `spec.${missing === 'key' ? reference.keyPath : reference.path}`,
    missing === 'key' ? reference.key : reference.name,
  )
  const usual = reference.volume === undefined ? 0 : MOUNTING
  return { reference, missing, evidence: [evidence], since: made, isSaid: false, isSupplied: false, usual }
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
 * The ConfigMaps, Secrets and keys that keep a pod from starting: those that the kubelet names, also where they have come since
 * and it has not looked again, and, where its events are gone, those that the snapshot shows to be absent.
 */
export function missingReferencesOf(pod: Kube<'Pod'>, cluster: Cluster): readonly MissingReference[] {
  return cluster.of(pod, read)
}
