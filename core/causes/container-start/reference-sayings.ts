import type { Cluster } from '../../cluster/cluster.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import type { Evidence } from '../../report.ts'
import { containersOf } from '../../workloads/containers.ts'
import type { Reference } from './references.ts'

/** A message of the kubelet, and the container or the volume of which it speaks. */
export interface Saying {
  readonly text: string
  readonly evidence: Evidence
  readonly first: number | undefined
  readonly last: number | undefined
  readonly container: string | undefined
  readonly volume: string | undefined
}

/** Takes a pod; returns what the kubelet says now of what keeps its containers from being made. */
export function sayings(pod: Kube<'Pod'>, cluster: Cluster): readonly Saying[] {
  const said: Saying[] = []
  for (const { waiting, statusPath, name, events } of containersOf(pod, cluster)) {
    if (waiting?.reason !== 'CreateContainerConfigError' || waiting.message === undefined) continue
    const event = events.findLast(({ message }) => message.includes(waiting.message ?? ''))
    said.push({
      text: waiting.message,
      evidence: fieldEvidence(pod, `${statusPath}.state.waiting.message`, waiting.message),
      first: event?.first,
      last: event?.last,
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
 * Takes a message of the kubelet and a reference; returns which of it the message says to be missing, undefined where none.
 * It says of an object `configmap "x" not found` (containers, volumes), `secrets "x" not found` (before 1.20), and of keys
 * `couldn't find key K in ConfigMap ns/x`, `references non-existent config key: K`.
 */
export function whatIsMissing(text: string, { kind, name, key }: Reference): 'object' | 'key' | undefined {
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
