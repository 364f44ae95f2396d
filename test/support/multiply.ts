import type { Snapshot } from '../../core/index.ts'
import { type RecordedCluster, recordedCluster } from '../fake/kube/cluster.ts'
import { MARK, type Recipe, type Recorded, recipeOf, type Template } from './recipe.ts'
import { readRecording, readScenario } from './scenarios.ts'

const HEALTHY = 'healthy-rolled'
/** Recorded within 90 seconds of one another, each a Deployment in a namespace of its own. */
const FAILING = [
  'image-tag-typo',
  'crash-missing-env',
  'config-map-missing',
  'pending-cpu',
  'readiness-404',
  'crash-oom',
  'crash-bad-flag',
  'secret-key-missing',
  'pvc-claim-missing',
] as const
/** The order in which `kubectl get` is asked for kinds; each comes in the order of namespace and name. */
const KINDS = [
  'Namespace',
  'Deployment',
  'ReplicaSet',
  'Pod',
  'Service',
  'EndpointSlice',
  'ConfigMap',
  'Secret',
  'ServiceAccount',
  'Event',
] as const

/** What a multiplied cluster looks like. */
export interface Size {
  readonly pods: number
  readonly podsPerDeployment?: number
  readonly deploymentsPerNamespace?: number
  /** The share of the pods that fail, 0 to 1. */
  readonly failing?: number
  /** The recordings of which failing Deployments are made, in turn. */
  readonly scenarios?: readonly string[]
  /** The recordings of which healthy Deployments are made, in turn. */
  readonly healthy?: readonly string[]
}

/** One Deployment that fails, and why. */
export interface Fault {
  readonly scenario: string
  readonly namespace: string
  readonly deployment: string
  readonly cause: string
}

interface Unit {
  readonly id: string
  readonly recipe: Recipe
  readonly number: number
  readonly prefix: string
}

const PODS_PER_NODE = 30

/** A cluster made of recorded Deployments, some of them failing for different reasons. */
export interface Multiplied {
  readonly pods: number
  /** Deployments that fail. */
  readonly failures: number
  readonly faults: readonly Fault[]
  /** The log that was recorded of the pod of which this one is a copy. */
  readonly log: RecordedCluster['log']
  /** All but the objects. */
  readonly snapshot: Omit<Snapshot, 'objects'>
  /** The objects as JSON, in kubectl's order: by kind, namespace and name. */
  readonly objects: () => Generator<string>
}

/** A cluster with at least that many pods. The same size gives the same cluster. */
export function multiply(size: Size): Multiplied {
  const { podsPerDeployment = 12, deploymentsPerNamespace = 50, failing = 0.05 } = size
  const { scenarios = FAILING, healthy: wells = [HEALTHY] } = size
  const recipes = (ids: readonly string[]) => ids.map(id => ({ id, recipe: recipeOf(id, podsPerDeployment) }))
  const well = recipes(wells)
  const broken = recipes(scenarios)
  const namespaces: Unit[][] = []
  let [pods, failed, failures] = [0, 0, 0]
  for (let number = 0; pods < size.pods; number++) {
    const failure = failed < failing * pods || failing === 1 ? broken[failures % broken.length] : undefined
    const { id, recipe } = failure ?? well[number % well.length] ?? { id: HEALTHY, recipe: recipeOf(HEALTHY, 1) }
    if (failure !== undefined) failures++
    if (number % deploymentsPerNamespace === 0) namespaces.push([])
    const place = number % deploymentsPerNamespace
    namespaces.at(-1)?.push({ id, recipe, number, prefix: `a${String(place).padStart(4, '0')}-` })
    pods += recipe.pods
    failed += recipe.failing
  }
  const recording = readRecording(HEALTHY)
  const platform = (recording.objects as readonly Recorded[]).filter(
    ({ kind, metadata: { namespace } }) =>
      namespace === 'kube-system' || (namespace === undefined && kind !== 'Namespace'),
  )
  const takenAt = [...scenarios, ...wells].map(id => readRecording(id).takenAt ?? '').reduce((a, b) => (a > b ? a : b))
  const everywhere = new Set([...(recording.lists ?? []).map(({ kind }) => kind), ...KINDS])
  return {
    pods,
    failures,
    faults: namespaces.flatMap((units, place) => units.flatMap(unit => faultsOf(unit, place, scenarios))),
    log: logsOf(namespaces),
    snapshot: { takenAt, lists: [...everywhere].map(kind => ({ kind })) },
    *objects() {
      const nodes = Math.ceil(pods / PODS_PER_NODE)
      for (const object of platform) {
        if (object.kind === 'Node') yield* nodesLike(object, nodes)
        else if (!isMultiplied(object.kind)) yield JSON.stringify(object)
      }
      for (const kind of KINDS) {
        for (const object of platform) if (object.kind === kind) yield JSON.stringify(object)
        for (const [place, units] of namespaces.entries()) yield* ofNamespace(kind, units, place, nodes)
      }
    },
  }
}

function isMultiplied(kind: string): boolean {
  return (KINDS as readonly string[]).includes(kind)
}

function digits(number: number, length: number, radix = 10): string {
  return number.toString(radix).padStart(length, '0')
}

/** Puts what differs into the places of the marks. */
function fill(parts: readonly string[], values: Readonly<Record<string, string>>): string {
  let text = ''
  for (const part of parts) text += values[part] ?? part
  return text
}

function* nodesLike(node: Recorded, count: number): Generator<string> {
  const { metadata } = node
  const text = JSON.stringify({
    ...node,
    metadata: { ...metadata, uid: `${metadata.uid?.slice(0, -12)}${MARK.unitUid}` },
  })
  const range = /"10\.244\.0\.0\/24"/g
  for (let number = 0; number < count; number++) {
    const [high, low] = [Math.floor(number / 256), number % 256]
    yield text
      .replaceAll(metadata.name, nodeName(number))
      .replaceAll(MARK.unitUid, digits(number, 12, 16))
      .replace(range, `"${11 + Math.floor(high / 256)}.${high % 256}.${low}.0/24"`)
  }
}

function namespaceName(place: number): string {
  return `team-${digits(place, 5)}`
}

function faultsOf({ id, prefix }: Unit, place: number, failing: readonly string[]): readonly Fault[] {
  if (!failing.includes(id)) return []
  const { namespace, expect } = readScenario(id)
  const own = (readRecording(id).objects as readonly Recorded[]).find(
    ({ kind, metadata }) => kind === 'Deployment' && metadata.namespace === namespace,
  )
  const deployment = `${prefix}${own?.metadata.name ?? ''}`
  return expect.map(({ cause }) => ({ scenario: id, namespace: namespaceName(place), deployment, cause }))
}

/** Copies of a pod have a number of three digits after its name. */
function logsOf(namespaces: readonly (readonly Unit[])[]): RecordedCluster['log'] {
  const ids = new Map(
    namespaces.flatMap((units, place) => units.map(({ id, prefix }) => [namespaceName(place) + prefix, id] as const)),
  )
  const clusters = new Map([...new Set(ids.values())].map(id => [id, recordedCluster(id)] as const))
  return (namespace, pod, container, previous) => {
    const prefix = /^a\d{4}-/.exec(pod)?.[0] ?? ''
    const id = ids.get(namespace + prefix) ?? ''
    return clusters.get(id)?.log(readScenario(id).namespace, pod.slice(prefix.length, -3), container, previous)
  }
}

function nodeName(number: number): string {
  return `node-${digits(number, 5)}`
}

/** The objects of one kind in one namespace, in the order of their names. */
function* ofNamespace(kind: string, units: readonly Unit[], place: number, nodes: number): Generator<string> {
  const namespace = namespaceName(place)
  const shared = new Map<string, string>()
  for (const { recipe, number, prefix } of units) {
    const found: (readonly [string, string])[] = []
    const add = ({ name, text }: Template, copy: number) => {
      const values = {
        [MARK.unit]: prefix,
        [MARK.copy]: digits(copy, 3, 36),
        [MARK.namespace]: namespace,
        [MARK.node]: nodeName((number * 7 + copy) % nodes),
        [MARK.unitUid]: `${digits(number, 8, 16)}ffff`,
        [MARK.copyUid]: digits(number, 8, 16) + digits(copy, 4, 16),
      }
      found.push([fill(name, values), fill(text, values)])
    }
    for (const template of recipe.templates) {
      if (template.kind !== kind) continue
      const times = template.per === 'pod' ? recipe.copies : 1
      for (let copy = 0; copy < times; copy++) add(template, copy)
      const [name, text] = found.at(-1) ?? ['', '']
      if (template.per !== 'namespace') continue
      found.pop()
      if (!shared.has(name)) shared.set(name, text)
    }
    for (const [, text] of found.sort(([a], [b]) => (a < b ? -1 : 1))) yield text
  }
  for (const [, text] of [...shared].sort(([a], [b]) => (a < b ? -1 : 1))) yield text
}
