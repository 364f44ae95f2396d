import type { Cluster } from '../cluster/cluster.ts'
import { isRecord } from '../json.ts'
import { compareText } from '../ref.ts'
import type { ObjectRef, TemplateChange } from '../report.ts'
import { replicaSetsOf } from './replica-sets.ts'
import { isSame, showValue } from './template-value.ts'

const CHANGE_LIMIT = 40
const MAX_DEPTH = 20

/** Lists of the pod template are keyed by these fields (their merge keys in the API's schema). */
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

function compare(before: unknown, after: unknown, path: string, depth: number, changes: TemplateChange[]): void {
  if (changes.length >= CHANGE_LIMIT || isSame(before, after)) return
  const [old, young] = [entriesOf(before), entriesOf(after)]
  if (depth < MAX_DEPTH && old !== undefined && young !== undefined) {
    for (const key of [...new Set([...old.keys(), ...young.keys()])].sort(compareText)) {
      compare(old.get(key), young.get(key), `${path}${key}`, depth + 1, changes)
    }
    return
  }
  const field = path.replace(/^\./, '')
  if (field === 'metadata.labels.pod-template-hash') return
  changes.push({
    path: field,
    ...(before === undefined ? {} : { before: showValue(before, path) }),
    ...(after === undefined ? {} : { after: showValue(after, path) }),
  })
}

/**
 * Takes a workload; returns what its newest revision changed in the pod template against the one before: nothing where
 * there is no older revision in the snapshot. Values of environment variables are not shown.
 */
export function templateChanges(workload: ObjectRef, cluster: Cluster): readonly TemplateChange[] {
  const object = cluster.get(workload)
  const changes: TemplateChange[] = []
  if (object?.kind === 'Deployment') {
    const [current, previous] = replicaSetsOf(object, cluster)
    if (current !== undefined && previous !== undefined) {
      compare(previous.spec?.template, current.spec?.template, '', 0, changes)
    }
  }
  if (object?.kind === 'StatefulSet' || object?.kind === 'DaemonSet') {
    const revisions = [...cluster.ownedBy(object, 'ControllerRevision')].sort(
      (a, b) => (b.revision ?? 0) - (a.revision ?? 0),
    )
    const [current, previous] = revisions.map(({ data }) =>
      isRecord(data) && isRecord(data['spec']) ? data['spec']['template'] : undefined,
    )
    if (current !== undefined && previous !== undefined) compare(previous, current, '', 0, changes)
  }
  return changes.filter(({ path }) => path !== '$patch')
}
