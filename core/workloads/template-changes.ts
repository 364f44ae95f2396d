import type { Cluster } from '../cluster/cluster.ts'
import { rawOf } from '../cluster/view.ts'
import type { Json } from '../json.ts'
import { isRecord } from '../json.ts'
import type { Kube } from '../kube/index.ts'
import { hideCredentials } from '../redact/redact.ts'
import { compareText } from '../ref.ts'
import type { ObjectRef, TemplateChange } from '../report.ts'
import { isReady } from './pods.ts'
import { replicaSetsOf, revisionNumber } from './replica-sets.ts'

const LIMIT = 300
const MAX_DEPTH = 20
const HIDDEN = '[not shown]'

/** True if they are equal regardless of the order of keys. What is nested deeper than any template counts as equal. */
export function isSame(a: unknown, b: unknown, depth = 0): boolean {
  if (a === b || depth > MAX_DEPTH) return true
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isSame(item, b[index], depth + 1))
  }
  if (!isRecord(a) || !isRecord(b)) return false
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every(key => Object.hasOwn(b, key) && isSame(a[key], b[key], depth + 1))
  )
}

/** A value of a pod template as JSON, truncated, without values of environment variables. `keys`: its path. */
function showValue(value: unknown, keys: readonly string[]): string {
  const [parent, key] = keys.slice(keys.at(-1) === '.value' ? -3 : -2)
  if (parent === '.env' && key !== undefined) return HIDDEN
  // Before truncation: the rest of a credential may no longer be recognizable.
  const text = hideCredentials(typeof value === 'string' ? value : written(value, keys.at(-1) === '.env'))
  return text.length > LIMIT ? `${text.slice(0, LIMIT)}…` : text
}

function written(whole: unknown, isEnvironment: boolean): string {
  let text = ''
  const put = (value: unknown, hidden: boolean, depth: number): void => {
    if (text.length > LIMIT || depth > MAX_DEPTH) text += '…'
    else if (Array.isArray(value)) {
      text += '['
      for (const [index, item] of value.entries()) {
        if (text.length > LIMIT) break
        if (index > 0) text += ','
        put(item, hidden, depth + 1)
      }
      text += ']'
    } else if (isRecord(value)) {
      text += '{'
      for (const [index, [key, field]] of Object.entries(value).entries()) {
        if (text.length > LIMIT) break
        text += `${index > 0 ? ',' : ''}${JSON.stringify(key)}:`
        put(hidden && key === 'value' ? HIDDEN : field, key === 'env', depth + 1)
      }
      text += '}'
    } else text += JSON.stringify(typeof value === 'string' ? value.slice(0, LIMIT) : value) ?? ''
  }
  put(whole, isEnvironment, 0)
  return text
}

const CHANGE_LIMIT = 40

/** The merge keys of a pod template's lists in the API's schema. */
function keyOf(item: unknown): string | undefined {
  if (!isRecord(item)) return undefined
  for (const key of ['name', 'mountPath', 'containerPort', 'key', 'conditionType']) {
    if (typeof item[key] === 'string' || typeof item[key] === 'number') return `${key}=${item[key]}`
  }
  return undefined
}

function entriesOf(value: unknown): Map<string, unknown> | undefined {
  if (isRecord(value)) return new Map(Object.entries(value).map(([key, item]) => [`.${key}`, item]))
  if (!Array.isArray(value) || value.length === 0) return undefined
  const keys = value.map(keyOf)
  if (keys.includes(undefined) || new Set(keys).size < keys.length) return undefined
  return new Map(value.map((item, index) => [`[${keys[index]}]`, item]))
}

function compare(before: unknown, after: unknown, keys: readonly string[], changes: TemplateChange[]): void {
  if (changes.length >= CHANGE_LIMIT || isSame(before, after)) return
  const [old, young] = [entriesOf(before), entriesOf(after)]
  if (keys.length < MAX_DEPTH && old !== undefined && young !== undefined) {
    for (const key of [...new Set([...old.keys(), ...young.keys()])].sort(compareText)) {
      compare(old.get(key), young.get(key), [...keys, key], changes)
    }
    return
  }
  const field = keys.join('').slice(1)
  if (field === 'metadata.labels.pod-template-hash') return
  changes.push({
    path: field,
    ...(before === undefined ? {} : { before: showValue(before, keys) }),
    ...(after === undefined ? {} : { after: showValue(after, keys) }),
  })
}

/** One revision of a workload's pod template. */
export interface Revision {
  readonly number: number
  readonly template: unknown
  /** The raw template, including what the rules do not read. */
  readonly raw: unknown
  /** True if it has ready pods: it is known to work. */
  readonly isReady: boolean
}

/** The raw pod template of an object or of a revision's data, without the directive that revisions contain. */
export function templateIn(object: unknown): unknown {
  const template = isRecord(object) && isRecord(object['spec']) ? object['spec']['template'] : undefined
  if (!isRecord(template)) return undefined
  const { $patch: _, ...rest } = template
  return rest
}

/** A pod template without the label by which a Deployment's controller distinguishes ReplicaSets. */
export function withoutHash(template: Json): Json {
  const { metadata } = template
  if (!isRecord(metadata) || !isRecord(metadata['labels'])) return template
  const { 'pod-template-hash': _, ...labels } = metadata['labels']
  return { ...template, metadata: { ...metadata, labels } }
}

/** Pods name their revision by its hash (DaemonSet) or its full name (StatefulSet). */
function isOfRevision({ metadata }: Kube<'Pod'>, revision: string): boolean {
  const label = metadata.labels?.['controller-revision-hash']
  return label !== undefined && (revision === label || revision.endsWith(`-${label}`))
}

function listRevisions(workload: Kube, cluster: Cluster): readonly Revision[] {
  if (workload.kind === 'Deployment') {
    return replicaSetsOf(workload, cluster).map(set => ({
      number: revisionNumber(set),
      template: set.spec?.template,
      raw: templateIn(rawOf(set)),
      isReady: (set.status?.readyReplicas ?? 0) > 0,
    }))
  }
  if (workload.kind !== 'StatefulSet' && workload.kind !== 'DaemonSet') return []
  const pods = cluster.ownedBy(workload, 'Pod')
  return [...cluster.ownedBy(workload, 'ControllerRevision')]
    .sort((a, b) => (b.revision ?? 0) - (a.revision ?? 0))
    .map(({ metadata, revision = 0, data }) => ({
      number: revision,
      template: templateIn(data),
      raw: templateIn(data),
      isReady: pods.some(pod => isOfRevision(pod, metadata.name) && isReady(pod)),
    }))
    .filter(({ template }) => template !== undefined)
}

/** The revisions of a workload's pod template in the snapshot, newest first; none for kinds without a history. */
export function revisionsOf(workload: Kube, cluster: Cluster): readonly Revision[] {
  return cluster.of(workload, listRevisions)
}

/**
 * What a revision changed in the pod template compared with an older one. Values of environment variables are not
 * shown.
 */
export function changesBetween(older: Revision, newer: Revision): readonly TemplateChange[] {
  const before = known.get(older)
  if (before?.newer === newer) return before.changes
  const changes: TemplateChange[] = []
  compare(older.template, newer.template, [], changes)
  known.set(older, { newer, changes })
  return changes
}

/** The last comparison with a revision: a problem needs it for its fix and its history. */
const known = new WeakMap<Revision, { readonly newer: Revision; readonly changes: readonly TemplateChange[] }>()

/**
 * What the newest revision of a workload changed in the pod template: empty if the snapshot has no older revision.
 * Values of environment variables are not shown.
 */
export function templateChanges(workload: ObjectRef, cluster: Cluster): readonly TemplateChange[] {
  const object = cluster.get(workload)
  const [current, previous] = object === undefined ? [] : revisionsOf(object, cluster)
  return current === undefined || previous === undefined ? [] : changesBetween(previous, current)
}
