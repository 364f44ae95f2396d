import type { Cluster } from '../cluster/cluster.ts'
import { matchesMap } from '../cluster/selectors.ts'
import type { Kube } from '../kube/index.ts'
import { compareRefs, refKey, refOf } from '../ref.ts'
import type { WorkloadReport } from '../report.ts'
import { customWorkloads } from '../workloads/custom-workloads.ts'
import { isHistory } from '../workloads/history.ts'
import { isSuperseded } from '../workloads/job-history.ts'
import { isMadeByWorkload, lonePods } from '../workloads/lone-pods.ts'
import { podsOfService } from '../workloads/network/selected-pods.ts'
import { replicaSetsOf } from '../workloads/replica-sets.ts'
import type { Workload } from '../workloads/rollouts.ts'
import { rolloutOf } from '../workloads/rollouts.ts'
import { statusHolderOf, templateOf, WORKLOAD_KINDS, workloadOf } from '../workloads/workloads.ts'
import type { Symptom } from './graph.ts'
import type { Linked } from './problems.ts'
import { blindness, findRestless, verdictOf } from './workload-verdict.ts'

const NONE: readonly Linked[] = []

/**
 * Workloads without an owner that was read. A pod or ReplicaSet whose owner was not read, or is an operator's resource
 * with an unknown status, represents that owner.
 */
function topLevel(cluster: Cluster): readonly Workload[] {
  const makers = WORKLOAD_KINDS.filter(kind => kind !== 'Pod').flatMap(
    kind => cluster.list(kind) as readonly Workload[],
  )
  const pods = lonePods(cluster).filter(pod => !isHistory(pod, cluster))
  const isOver = (workload: Workload) => workload.kind === 'Job' && isSuperseded(workload, cluster)
  return [...makers.filter(workload => !isMadeByWorkload(workload, cluster) && !isOver(workload)), ...pods]
}

function byTouched(problems: readonly Linked[]): ReadonlyMap<string, readonly Linked[]> {
  const touching = new Map<string, Linked[]>()
  for (const linked of problems) {
    for (const key of linked.touches) {
      const known = touching.get(key)
      if (known === undefined) touching.set(key, [linked])
      else known.push(linked)
    }
  }
  return touching
}

const SAID_LIMIT = 300

/** By `refKey` of a workload: what its pods wait for that may still come. */
function awaitedBy(symptoms: readonly Symptom[], cluster: Cluster): ReadonlyMap<string, string> {
  const said = new Map<string, string>()
  for (const { object, text, evidence = [], isAwaited } of symptoms) {
    if (isAwaited !== true) continue
    const found = cluster.get(object)
    const key = refKey(found === undefined ? object : statusHolderOf(found, cluster))
    const { path, value } = evidence.at(-1) ?? {}
    const words = path !== 'status' && value !== undefined ? `${text} (${value})` : text
    if (!said.has(key)) said.set(key, words.slice(0, SAID_LIMIT))
  }
  return said
}

const SERVES: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet'])

/** Whether pods that were ready before the rollout hung still are. */
function servingOf(workload: Workload, cluster: Cluster): string | undefined {
  if (!SERVES.has(workload.kind)) return undefined
  const { ready, wanted, complete } = rolloutOf(workload, cluster)
  if (complete || wanted === 0) return undefined
  if (ready === 0) return `nothing serves: 0 of ${wanted} ready`
  const [, ...older] = workload.kind === 'Deployment' ? replicaSetsOf(workload, cluster) : []
  const sum = (field: 'replicas' | 'readyReplicas') =>
    older.reduce((all, { status }) => all + (status?.[field] ?? 0), 0)
  const served = sum('readyReplicas')
  return served > 0
    ? `the previous revision still serves: ${served} of ${sum('replicas')} ready`
    : `${ready} of ${wanted} still ready`
}

type Service = Kube<'Service'>

/** Services by the first label of their selector. */
function byFirstPair(services: readonly Service[]): ReadonlyMap<string, readonly Service[]> {
  const found = new Map<string, Service[]>()
  for (const service of services) {
    const [pair] = Object.entries(service.spec?.selector ?? {})
    if (pair === undefined) continue
    const key = pair.join('=')
    const known = found.get(key)
    if (known === undefined) found.set(key, [service])
    else known.push(service)
  }
  return found
}

/** A remark on a workload without pods: nothing is wrong, but it cannot be reached. */
function noteOf(workload: Workload, cluster: Cluster): string | undefined {
  if (!SERVES.has(workload.kind) || rolloutOf(workload, cluster).wanted !== 0) return undefined
  const { labels = {} } = templateOf(workload)?.metadata ?? {}
  const services = cluster.of(cluster.list('Service', workload.metadata.namespace), byFirstPair)
  const service = Object.entries(labels)
    .flatMap(pair => services.get(pair.join('=')) ?? [])
    .find(each => matchesMap(labels, each.spec?.selector ?? {}) && podsOfService(each, cluster).length === 0)
  const what = workload.kind === 'DaemonSet' ? 'matches no node' : 'is scaled to zero'
  return service === undefined ? what : `${what}, so Service ${service.metadata.name} has no endpoints`
}

/** A report on every top-level workload, sorted by namespace, kind and name. */
export function reportWorkloads(
  problems: readonly Linked[],
  symptoms: readonly Symptom[],
  cluster: Cluster,
): readonly WorkloadReport[] {
  const awaited = awaitedBy(symptoms, cluster)
  const touching = byTouched(problems)
  const restless = findRestless(cluster)
  const report = (workload: Workload): WorkloadReport => {
    const ref = refOf(workload)
    const held = touching.get(refKey(ref)) ?? NONE
    const { ready, wanted, updated } = rolloutOf(workload, cluster)
    const reason = held.length === 0 ? (blindness(workload, cluster) ?? awaited.get(refKey(ref))) : undefined
    const verdict = verdictOf(workload, held, restless, cluster)
    const note = verdict === 'healthy' ? noteOf(workload, cluster) : undefined
    const serving = verdict === 'stalled' ? servingOf(workload, cluster) : undefined
    const owner = workloadOf(workload, cluster)
    return {
      ...ref,
      verdict,
      ready,
      wanted,
      updated,
      ...(refKey(owner) === refKey(ref) ? {} : { owner }),
      ...(serving === undefined ? {} : { serving }),
      ...(reason === undefined ? {} : { reason }),
      ...(note === undefined ? {} : { note }),
      problems: held.map(({ problem }) => problem.id),
    }
  }
  const reports = topLevel(cluster).map(report)
  return [...reports, ...customReports(reports, cluster)].sort(compareRefs)
}

/** Custom workloads without a reported workload below them, and those whose own status reports a failure. */
function customReports(reports: readonly WorkloadReport[], cluster: Cluster): readonly WorkloadReport[] {
  const owners = new Set(reports.map(({ owner }) => owner && refKey(owner)))
  return customWorkloads(cluster).flatMap(({ ref, wanted, ready, updated, trouble, isComplete }) => {
    if (trouble === undefined && owners.has(refKey(ref))) return []
    const counts = { ...ref, ready, wanted, updated, problems: [] }
    if (isComplete) return { ...counts, verdict: 'healthy' as const }
    const silence = cluster.seen('Pod', ref.namespace) ? 'it has no pods' : 'its pods were not read'
    return { ...counts, verdict: 'unknown' as const, reason: trouble?.slice(0, SAID_LIMIT) ?? silence }
  })
}
