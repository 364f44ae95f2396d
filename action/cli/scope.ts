import type { Cluster } from '../../core/cluster/cluster.ts'
import { diagnoseCluster, type ObjectRef, type Report, type Snapshot } from '../../core/index.ts'
import type { Kind } from '../../core/kube/index.ts'
import { PatchError } from '../../core/patch/patch.ts'
import type { Change } from '../../core/patch/patched.ts'
import { withChanges } from '../../core/patch/what-if.ts'
import { type PathQuestion, type PathReport, reportPath } from '../../core/path.ts'
import { refText } from '../../core/ref.ts'
import { isCustomResource, WORKLOAD_KINDS } from '../../core/workloads/workloads.ts'
import { parseLabelSelector } from '../inputs/label-selector.ts'
import type { NamedObject } from '../inputs/target-names.ts'
import { narrowed } from '../report/narrow.ts'
import { targetsOf } from '../watch/targets.ts'
import { UsageError } from './exit-code.ts'

/** The requested part of what was read. */
export interface Asked {
  /** If there is only one namespace. */
  readonly namespace?: string
  /** All requested namespaces; empty for everything that was read. */
  readonly namespaces: readonly string[]
  readonly target?: NamedObject
  readonly selector?: string
}

const WORKLOADS: ReadonlySet<string> = new Set(WORKLOAD_KINDS)

/**
 * The report on the requested part, after applying the changes. Throws a UsageError for a change that cannot be
 * applied.
 */
export function reportOn(snapshot: Snapshot, asked: Asked, changes: readonly Change[] = []): Report {
  return tried(() => withChanges(snapshot, changes, asked.namespace, cluster => reportAsked(cluster, asked)))
}

/** The report on a path; throws like `reportOn`. */
export function pathOn(snapshot: Snapshot, question: PathQuestion): PathReport {
  return tried(() => reportPath(snapshot, question))
}

function tried<T>(report: () => T): T {
  try {
    return report()
  } catch (error) {
    if (!(error instanceof PatchError)) throw error
    throw new UsageError(error.message, 'Correct --with-patch.')
  }
}

function reportAsked(cluster: Cluster, { namespace, namespaces, target, selector }: Asked): Report {
  const place = namespace === undefined ? {} : { namespace }
  if (target !== undefined && (WORKLOADS.has(target.kind) || isCustomResource(target)))
    return diagnoseCluster(cluster, { ...place, workload: target })
  const report = diagnoseCluster(cluster, place)
  // If the cluster itself could not be read, that is the answer to any question.
  if (cluster.snapshot.controlPlane?.failure !== undefined) return report
  if (target !== undefined) return aboutObject(report, { ...target, ...place }, cluster)
  if (selector !== undefined) return narrowed(report, selected(selector, namespaces, report, cluster))
  if (namespaces.length < 2) return report
  const inside = report.workloads.filter(each => namespaces.includes(each.namespace ?? ''))
  return inside.length === report.workloads.length ? report : narrowed(report, inside)
}

/** The workloads that match a label selector in the requested namespaces. */
function selected(text: string, namespaces: readonly string[], report: Report, cluster: Cluster): readonly ObjectRef[] {
  const selector = parseLabelSelector(text)
  if (selector === undefined)
    throw new UsageError(
      `invalid label selector ${JSON.stringify(text.slice(0, 80))}`,
      'Use kubectl syntax: app=web,tier!=cache.',
    )
  const all = new Set(report.workloads.flatMap(workload => workload.namespace ?? []))
  const found = (namespaces.length > 0 ? namespaces : [...all]).flatMap(namespace =>
    targetsOf({ namespace, named: [], selector }, cluster),
  )
  if (found.length === 0)
    throw new UsageError(`No workload matches -l ${text}.`, 'kubectl get deploy --show-labels shows the labels.')
  return found
}

/** Kinds that show what is wrong with an object; if several, any of them. Other kinds show it in their own status. */
const SHOWN_BY: Readonly<Record<string, readonly Kind[]>> = {
  Service: ['EndpointSlice', 'Endpoints', 'Pod'],
  Ingress: ['Service'],
}

/** The report on an object that is not a workload: what is wrong with it and with what is behind it. */
function aboutObject(report: Report, ref: ObjectRef, cluster: Cluster): Report {
  const own = narrowed(report, [ref])
  if (own.problems.length > 0) return own
  const { kind, namespace, name } = ref
  const isThere = cluster.get(ref) !== undefined
  const shownBy = SHOWN_BY[kind] ?? []
  if (isThere && (shownBy.length === 0 || shownBy.some(each => cluster.seen(each, namespace))))
    return { ...own, verdict: 'healthy', summary: `${refText(ref)} is healthy: no problems found.` }
  const unread = isThere ? `${shownBy[0]}s` : `${kind} ${name}`
  return { ...own, verdict: 'unknown', summary: `${refText(ref)}: unknown, because ${unread} could not be read.` }
}
