import type { Cluster } from '../cluster/cluster.ts'
import type { Kube } from '../kube/index.ts'
import { parseTime } from '../time.ts'
import { createdAt, isReady } from './pods.ts'
import { replicaSetsOf } from './replica-sets.ts'
import type { WorkloadKind } from './workloads.ts'

export type Workload = Kube<WorkloadKind>

/** How far a workload has come, in numbers of pods. */
export interface Rollout {
  readonly wanted: number
  readonly ready: number
  readonly updated: number
  /** All that is wanted is there, up to date and available. */
  readonly complete: boolean
  /** It has given up by its own account: deadline exceeded, job failed. */
  readonly failed: boolean
  /** Milliseconds since 1970 of the last progress that is known. */
  readonly progressed: number | undefined
  /** Milliseconds without progress that are still no sign of trouble. */
  readonly budget: number
}

/** `progressDeadlineSeconds` of a Deployment unless set; taken for the other kinds, which have no such field. */
const DEFAULT_BUDGET = 600_000

function latest(...times: (number | undefined)[]): number | undefined {
  const known = times.filter(time => time !== undefined)
  return known.length === 0 ? undefined : Math.max(...known)
}

function newest(objects: readonly Kube[]): number | undefined {
  let time: number | undefined
  for (const object of objects) time = latest(time, createdAt(object))
  return time
}

/** False where the controller has not seen the newest spec yet. */
export function isObserved(
  workload: Kube<'Deployment' | 'ReplicaSet' | 'ReplicationController' | 'StatefulSet' | 'DaemonSet'>,
): boolean {
  const { generation } = workload.metadata
  return generation === undefined || (workload.status?.observedGeneration ?? 0) >= generation
}

function ofDeployment(deployment: Kube<'Deployment'>, cluster: Cluster): Rollout {
  const { spec, status } = deployment
  const wanted = spec?.replicas ?? 1
  const updated = status?.updatedReplicas ?? 0
  const progressing = status?.conditions?.find(({ type }) => type === 'Progressing')
  return {
    wanted,
    updated,
    ready: status?.readyReplicas ?? 0,
    complete:
      isObserved(deployment) &&
      updated >= wanted &&
      (status?.replicas ?? 0) <= updated &&
      (status?.availableReplicas ?? 0) >= wanted,
    failed: progressing?.status === 'False' && progressing.reason === 'ProgressDeadlineExceeded',
    progressed: latest(
      createdAt(deployment),
      progressing?.reason === 'ProgressDeadlineExceeded' ? undefined : parseTime(progressing?.lastUpdateTime),
      newest(replicaSetsOf(deployment, cluster)),
    ),
    budget: (spec?.progressDeadlineSeconds ?? 600) * 1000,
  }
}

function ofReplicaSet(set: Kube<'ReplicaSet' | 'ReplicationController'>, cluster: Cluster): Rollout {
  const wanted = set.spec?.replicas ?? 1
  const ready = set.status?.readyReplicas ?? 0
  return {
    wanted,
    ready,
    updated: set.status?.replicas ?? 0,
    complete: isObserved(set) && (set.status?.availableReplicas ?? 0) >= wanted,
    failed: false,
    progressed: latest(createdAt(set), newest(cluster.ownedBy(set, 'Pod'))),
    budget: DEFAULT_BUDGET,
  }
}

function ofStatefulSet(set: Kube<'StatefulSet'>, cluster: Cluster): Rollout {
  const { spec, status } = set
  const wanted = spec?.replicas ?? 1
  const ready = status?.readyReplicas ?? 0
  const updated = status?.updateRevision === undefined ? wanted : (status.updatedReplicas ?? 0)
  return {
    wanted,
    ready,
    updated,
    complete:
      isObserved(set) &&
      ready >= wanted &&
      (status?.availableReplicas ?? ready) >= wanted &&
      (updated >= wanted || status?.currentRevision === status?.updateRevision),
    failed: false,
    progressed: latest(createdAt(set), newest(cluster.ownedBy(set, 'Pod'))),
    budget: DEFAULT_BUDGET,
  }
}

function ofDaemonSet(set: Kube<'DaemonSet'>, cluster: Cluster): Rollout {
  const { status } = set
  const wanted = status?.desiredNumberScheduled ?? 0
  const updated = status?.updatedNumberScheduled ?? 0
  return {
    wanted,
    ready: status?.numberReady ?? 0,
    updated,
    complete: isObserved(set) && updated >= wanted && (status?.numberAvailable ?? 0) >= wanted,
    failed: false,
    progressed: latest(createdAt(set), newest(cluster.ownedBy(set, 'Pod'))),
    budget: DEFAULT_BUDGET,
  }
}

function ofJob(job: Kube<'Job'>, cluster: Cluster): Rollout {
  const { spec, status } = job
  const wanted = spec?.completions ?? spec?.parallelism ?? 1
  const succeeded = status?.succeeded ?? 0
  const is = (type: string) => status?.conditions?.some(c => c.type === type && c.status === 'True') === true
  return {
    wanted,
    ready: Math.min(wanted, succeeded + (status?.ready ?? 0)),
    updated: Math.min(wanted, succeeded + (status?.active ?? 0)),
    complete: is('Complete') || is('SuccessCriteriaMet') || (wanted > 0 && succeeded >= wanted),
    failed: is('Failed') || is('FailureTarget'),
    progressed: latest(createdAt(job), newest(cluster.ownedBy(job, 'Pod'))),
    budget: Number.POSITIVE_INFINITY,
  }
}

function ofCronJob(cronJob: Kube<'CronJob'>): Rollout {
  return {
    wanted: 0,
    ready: 0,
    updated: 0,
    complete: true,
    failed: false,
    progressed: createdAt(cronJob),
    budget: Number.POSITIVE_INFINITY,
  }
}

function ofPod(pod: Kube<'Pod'>): Rollout {
  const ready = isReady(pod) ? 1 : 0
  return {
    wanted: 1,
    ready,
    updated: 1,
    complete: (ready === 1 || pod.status?.phase === 'Succeeded') && pod.metadata.deletionTimestamp === undefined,
    failed: pod.status?.phase === 'Failed',
    progressed: createdAt(pod),
    budget: DEFAULT_BUDGET,
  }
}

function compute(workload: Workload, cluster: Cluster): Rollout {
  switch (workload.kind) {
    case 'Deployment':
      return ofDeployment(workload, cluster)
    case 'ReplicaSet':
    case 'ReplicationController':
      return ofReplicaSet(workload, cluster)
    case 'StatefulSet':
      return ofStatefulSet(workload, cluster)
    case 'DaemonSet':
      return ofDaemonSet(workload, cluster)
    case 'Job':
      return ofJob(workload, cluster)
    case 'CronJob':
      return ofCronJob(workload)
    default:
      return ofPod(workload)
  }
}

/** Takes a workload; returns how far its rollout has come. */
export function rolloutOf(workload: Workload, cluster: Cluster): Rollout {
  return cluster.of(workload, compute)
}

/** True where a workload is not complete and has not moved for longer than its budget, or has given up. */
export function isOverdue(workload: Workload, cluster: Cluster): boolean {
  const { complete, failed, progressed, budget } = rolloutOf(workload, cluster)
  return !complete && (failed || (progressed !== undefined && cluster.now - progressed > budget))
}
