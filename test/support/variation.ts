import type { HostFacts, Report, Scope, Snapshot } from '../../core/index.ts'
import { diagnose } from '../../core/index.ts'
import { readRecording, readScenario } from './scenarios.ts'

type Json = Readonly<Record<string, unknown>>

/** Makes of a recorded snapshot another that might have been recorded. One that needs to know a namespace is made for it. */
export type Variation = (snapshot: Snapshot) => Snapshot

/** A recording with what is different. */
export function varied(id: string, ...variations: readonly Variation[]): Snapshot {
  return variations.reduce((changed, variation) => variation(changed), readRecording(id))
}

/** The report on a snapshot; whether fixes cure is left untried, which takes a third of the time. */
export function reportUntried(snapshot: Snapshot, scope: Scope): Report {
  return diagnose(snapshot, scope, { prove: false })
}

/** The report on the scenario's namespace; whether fixes cure is left untried. */
export function diagnoseVaried(id: string, ...variations: readonly Variation[]): Report {
  return reportUntried(varied(id, ...variations), { namespace: readScenario(id).namespace })
}

export function recorded(id: string, kind: string, name: string): Json {
  const found = readRecording(id).objects.find(object => isMeant(object, kind, name))
  if (found === undefined) throw new Error(`${id} has no ${kind} ${name}`)
  return found as Json
}

/** A copy with another value at a path of keys; undefined removes it. */
export function withField(object: Json, path: readonly string[], value: unknown): Json {
  const [key = '', ...rest] = path
  if (rest.length > 0) return { ...object, [key]: withField((object[key] ?? {}) as Json, rest, value) }
  const { [key]: _, ...others } = object
  return value === undefined ? others : { ...others, [key]: value }
}

interface Named {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
}

/** Names one object by its name, several by a pattern of theirs. */
export type Which = string | RegExp

function isMeant(object: unknown, kind: string, which: Which): boolean {
  const { kind: its, metadata } = object as Named
  return its === kind && (typeof which === 'string' ? metadata.name === which : which.test(metadata.name))
}

function atLeastOne(hits: number, kind: string, which: Which): void {
  if (hits === 0) throw new Error(`no ${kind} ${which}`)
}

function editAny(kind: string, which: Which, change: (object: Json) => Json): Variation {
  return snapshot => {
    let hits = 0
    const objects = snapshot.objects.map(object => {
      if (!isMeant(object, kind, which)) return object
      hits++
      return change(object as Json)
    })
    atLeastOne(hits, kind, which)
    return { ...snapshot, objects }
  }
}

/** Sets what people write, by its path: `['spec', 'type']`; undefined removes it. What the cluster answers stays as it was recorded. */
export function write(kind: string, which: Which, path: readonly string[], value: unknown): Variation {
  if (path[0] === 'status' || kind === 'Event') throw new Error(`${kind}: ${path.join('.')} is the cluster's answer`)
  return editAny(kind, which, object => withField(object, path, value))
}

/** Without a field of what the cluster answered, as where a version does not have it yet. */
export function unsaid(kind: string, which: Which, path: readonly string[]): Variation {
  return editAny(kind, which, object => withField(object, path, undefined))
}

/** Changes objects as a function says, but for their status. */
export function edit(kind: string, which: Which, change: (object: Json) => Json): Variation {
  if (kind === 'Event') throw new Error('events are recorded')
  return editAny(kind, which, object => ({
    ...change(object),
    ...('status' in object && { status: object['status'] }),
  }))
}

/** Sets fields of the spec, which people write. */
export function withSpec(kind: string, which: Which, fields: Json): Variation {
  return edit(kind, which, object => ({ ...object, spec: { ...(object['spec'] as Json), ...fields } }))
}

/** Makes of each object another. */
export function mapped(change: (object: Json) => Json): Variation {
  return snapshot => ({ ...snapshot, objects: snapshot.objects.map(object => change(object as Json)) })
}

/** Sets what was read besides objects, as when it was taken. */
export function given(fields: Partial<Snapshot>): Variation {
  return snapshot => ({ ...snapshot, ...fields })
}

/** Sets fields of the containers of pods and of the workloads' templates, whatever kinds they are; undefined removes one. */
export function inContainers(which: Which, fields: Json): Variation {
  const changed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(changed)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        key === 'containers' && Array.isArray(item)
          ? item.map((container: Json) => JSON.parse(JSON.stringify({ ...container, ...fields })) as Json)
          : changed(item),
      ]),
    )
  }
  return snapshot => {
    let hits = 0
    const objects = snapshot.objects.map(object => {
      const { kind, spec } = object as Json
      if (spec === undefined || !isMeant(object, String(kind), which)) return object
      hits++
      return { ...(object as Json), spec: changed(spec) }
    })
    atLeastOne(hits, 'object with containers', which)
    return { ...snapshot, objects }
  }
}

/** Objects that do not exist, their kind still listed. */
export function gone(kind: string, which: Which = /^/): Variation {
  return snapshot => {
    const objects = snapshot.objects.filter(object => !isMeant(object, kind, which))
    atLeastOne(snapshot.objects.length - objects.length, kind, which)
    return { ...snapshot, objects }
  }
}

/** Pods alone were read, as by `kubectl get pods`. */
export function onlyPods(snapshot: Snapshot): Snapshot {
  return {
    ...snapshot,
    objects: snapshot.objects.filter(object => (object as Named).kind === 'Pod'),
    lists: (snapshot.lists ?? []).filter(({ kind }) => kind === 'Pod'),
  }
}

/** Kinds that could not be read. */
export function notRead(...kinds: readonly string[]): Variation {
  return snapshot => ({
    ...snapshot,
    objects: snapshot.objects.filter(object => !kinds.includes((object as Named).kind)),
    lists: (snapshot.lists ?? []).filter(({ kind }) => !kinds.includes(kind)),
  })
}

/** Kinds that could be read in one namespace alone. */
export function readOnlyIn(namespace: string, ...kinds: readonly string[]): Variation {
  return snapshot => ({
    ...snapshot,
    objects: snapshot.objects.filter(object => {
      const { kind, metadata } = object as Named
      return !kinds.includes(kind) || metadata.namespace === namespace
    }),
    lists: [
      ...(snapshot.lists ?? []).filter(({ kind }) => !kinds.includes(kind)),
      ...kinds.map(kind => ({ kind, namespaces: [namespace] })),
    ],
  })
}

/** Kinds of which only some objects were given, as in a file with a few. */
export function notListed(...kinds: readonly string[]): Variation {
  return snapshot => ({ ...snapshot, lists: (snapshot.lists ?? []).filter(({ kind }) => !kinds.includes(kind)) })
}

/** Nothing could be read. */
export function nothingRead(snapshot: Snapshot): Snapshot {
  return { ...snapshot, objects: [], lists: [], logs: [] }
}

/** Kinds that could not be read, and why: `forbidden`, `timed out`. */
export function unseen(why: string, ...kinds: readonly string[]): Variation {
  return snapshot => ({
    ...notRead(...kinds)(snapshot),
    unseen: [...(snapshot.unseen ?? []), ...kinds.map(kind => ({ kind, why }))],
  })
}

/**
 * The status that a controller gives to an object that was not recorded: `source` names where it is from (the controller's
 * source or test data, a public issue).
 */
export function stated(kind: string, which: Which, status: Json, source: string): Variation {
  if (source === '') throw new Error('say where it is from')
  return editAny(kind, which, object => ({ ...object, status }))
}

type Failure = NonNullable<NonNullable<Snapshot['controlPlane']>['failure']>

/** A live connection on which the API server could not be used; `source` names where the wording of the failure is from. */
export function unanswered(kind: Failure['kind'], message: string, source: string): Variation {
  if (source === '') throw new Error('say whose wording it is')
  return snapshot => ({ ...snapshot, controlPlane: { failure: { kind, request: 'GET /version', message } } })
}

/** Kinds of which every namespace was read and none was there, as those of an add-on that the recorded cluster lacks. */
export function alsoRead(...kinds: readonly string[]): Variation {
  return snapshot => ({ ...snapshot, lists: [...(snapshot.lists ?? []), ...kinds.map(kind => ({ kind }))] })
}

/** Objects that people write, their kinds counting as read. */
export function added(...objects: readonly { readonly kind: string }[]): Variation {
  return snapshot => ({
    ...snapshot,
    objects: [...snapshot.objects, ...objects],
    lists: [...(snapshot.lists ?? []), ...objects.map(({ kind }) => ({ kind }))],
  })
}

/** An object as another recording has it, put into a namespace. */
export function borrowed(id: string, kind: string, name: string, namespace?: string): Variation {
  const object = recorded(id, kind, name)
  const moved = namespace === undefined ? object : withField(object, ['metadata', 'namespace'], namespace)
  return added(moved as Json & { readonly kind: string })
}

/** An object as a recording has it, under another name and with other fields that people write. */
export function another(
  id: string,
  kind: string,
  name: string,
  metadata: { readonly name: string; readonly namespace?: string; readonly ownerReferences?: readonly Json[] },
  spec: Json = {},
): Variation {
  const object = recorded(id, kind, name)
  const made = {
    ...object,
    kind,
    metadata: { ...(object['metadata'] as Json), uid: metadata.name, ...metadata },
    spec: { ...(object['spec'] as Json), ...spec },
  }
  return added(made)
}

/**
 * Containers of a pod of another recording run in a pod beside its own, each in the state in which it was recorded; as init
 * containers they come first.
 */
export function joined(name: string, id: string, other: string, list: 'containers' | 'initContainers'): Variation {
  const { spec, status } = recorded(id, 'Pod', other) as {
    readonly spec: { readonly containers: readonly Json[] }
    readonly status: { readonly containerStatuses: readonly Json[] }
  }
  const statuses = list === 'containers' ? 'containerStatuses' : 'initContainerStatuses'
  return editAny('Pod', name, pod => {
    const [own, its] = [pod['spec'] as Json, pod['status'] as Json]
    const before = (own[list] ?? []) as readonly Json[]
    const more = spec.containers
    return {
      ...pod,
      spec: { ...own, [list]: list === 'containers' ? [...before, ...more] : [...more, ...before] },
      status: { ...its, [statuses]: [...((its[statuses] ?? []) as readonly Json[]), ...status.containerStatuses] },
    }
  })
}

/**
 * An event of another recording as another controller sends one about an object: `source` names where its reason and its
 * words are from. Its type, its times and how often it happened stay as recorded.
 */
export function told(
  id: string,
  name: string,
  about: { readonly kind: string; readonly namespace?: string; readonly name: string; readonly fieldPath?: string },
  words: { readonly reason: string; readonly message: string; readonly source: string },
): Variation {
  if (words.source === '') throw new Error('say whose wording it is')
  const event = recorded(id, 'Event', name)
  return added({
    ...(event as Json & { readonly kind: string }),
    ...{ metadata: { ...(event['metadata'] as Json), namespace: about.namespace ?? 'default' } },
    ...{ involvedObject: about, reason: words.reason, message: words.message },
  })
}

/** Manifests that people apply, in the order of their files. */
export function applied(...manifests: readonly unknown[]): Variation {
  return snapshot => ({
    ...snapshot,
    manifests: [
      ...(snapshot.manifests ?? []),
      ...manifests.map((object, at) => ({ source: `${at + 1}.yaml`, object })),
    ],
  })
}

/** Discovery was read: the cluster serves what was recorded of it, and these of which it has no object. */
export function discovered(...others: readonly string[]): Variation {
  return snapshot => {
    const recordedKinds = (snapshot.objects as readonly { readonly apiVersion: string; readonly kind: string }[]).map(
      ({ apiVersion, kind }) => `${apiVersion}/${kind}`,
    )
    return { ...snapshot, served: [...new Set([...recordedKinds, ...others])] }
  }
}

/** The same read later, or earlier, by some seconds. */
export function later(seconds: number): Variation {
  return snapshot => ({
    ...snapshot,
    takenAt: new Date(Date.parse(snapshot.takenAt ?? '') + seconds * 1000).toISOString(),
  })
}

/** The same without the time at which it was read, as `kubectl get -o json` prints it. */
export function untimed({ takenAt: _, ...snapshot }: Snapshot): Snapshot {
  return snapshot
}

/** What was collected on nodes themselves: settings, addresses and firewall rules, which people write. */
export function onHosts(...hosts: readonly HostFacts[]): Variation {
  return snapshot => ({ ...snapshot, hosts })
}

/** The end of every log, as `kubectl logs --tail` prints it. */
export function tailed(lines: number): Variation {
  return snapshot => ({
    ...snapshot,
    logs: (snapshot.logs ?? []).map(log => ({
      ...log,
      ...(log.current === undefined ? {} : { current: log.current.trimEnd().split('\n').slice(-lines).join('\n') }),
    })),
  })
}

export function withoutLogs(snapshot: Snapshot): Snapshot {
  return { ...snapshot, logs: [] }
}

/** Programs that print nothing. */
export function withEmptyLogs(snapshot: Snapshot): Snapshot {
  const logs = snapshot.logs?.map(({ current, previous, ...log }) => ({
    ...log,
    ...(current === undefined ? {} : { current: '' }),
    ...(previous === undefined ? {} : { previous: '' }),
  }))
  return { ...snapshot, ...(logs === undefined ? {} : { logs }) }
}

function replaced(value: unknown, was: string | RegExp, is: string): unknown {
  if (typeof value === 'string') return value.replace(was, is)
  if (Array.isArray(value)) return value.map(item => replaced(item, was, is))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaced(item, was, is)]))
}

/**
 * Messages and logs as another version, runtime or program words them: `source` names where that wording is from
 * (a file of Kubernetes or of the runtime, a public issue).
 */
export function worded(was: string | RegExp, is: string, source: string): Variation {
  if (source === '') throw new Error('say whose wording it is')
  return snapshot => {
    const objects = snapshot.objects.map(object => {
      const { kind, status } = object as Json
      if (kind === 'Event') return replaced(object, was, is)
      return status === undefined ? object : { ...(object as Json), status: replaced(status, was, is) }
    })
    const logs = replaced(snapshot.logs, was, is) as NonNullable<Snapshot['logs']>
    if (JSON.stringify([objects, logs]) === JSON.stringify([snapshot.objects, snapshot.logs]))
      throw new Error(`nothing says ${was}`)
    return { ...snapshot, objects, ...(snapshot.logs === undefined ? {} : { logs }) }
  }
}
