import type { Cluster } from '../cluster/cluster.ts'
import type { Kube } from '../kube/index.ts'
import { isReady } from './pods.ts'
import type { WorkloadKind } from './workloads.ts'

export type Workload = Kube<WorkloadKind>

/** The progress of a workload, in numbers of pods. */
export interface Rollout {
  readonly wanted: number
  readonly ready: number
  readonly updated: number
  /** Everything desired exists, is up to date and available. */
  readonly complete: boolean
  /** It has given up by its own status: deadline exceeded, job failed. */
  readonly failed: boolean
  /** Milliseconds without progress that are no sign of trouble yet. */
  readonly budget: number
}

/** Default `progressDeadlineSeconds` of a Deployment; also used for other kinds, which have no such field. */
const DEFAULT_BUDGET = 600_000

/** False if the controller has not seen the newest spec yet. */
export function isObserved(
  workload: Kube<'Deployment' | 'ReplicaSet' | 'ReplicationController' | 'StatefulSet' | 'DaemonSet'>,
): boolean {
  const { generation } = workload.metadata
  return generation === undefined || (workload.status?.observedGeneration ?? 0) >= generation
}

function ofDeployment(deployment: Kube<'Deployment'>): Rollout {
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
    // Until the controller has seen the newest spec, its condition is about the previous one.
    failed:
      isObserved(deployment) && progressing?.status === 'False' && progressing.reason === 'ProgressDeadlineExceeded',
    budget: (spec?.progressDeadlineSeconds ?? 600) * 1000,
  }
}

function ofReplicaSet(set: Kube<'ReplicaSet' | 'ReplicationController'>): Rollout {
  const wanted = set.spec?.replicas ?? 1
  const ready = set.status?.readyReplicas ?? 0
  return {
    wanted,
    ready,
    updated: set.status?.replicas ?? 0,
    complete: isObserved(set) && (set.status?.availableReplicas ?? 0) >= wanted,
    failed: false,
    budget: DEFAULT_BUDGET,
  }
}

function ofStatefulSet(set: Kube<'StatefulSet'>): Rollout {
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
    budget: DEFAULT_BUDGET,
  }
}

function ofDaemonSet(set: Kube<'DaemonSet'>): Rollout {
  const { status } = set
  const wanted = status?.desiredNumberScheduled ?? 0
  const updated = status?.updatedNumberScheduled ?? 0
  return {
    wanted,
    ready: status?.numberReady ?? 0,
    updated,
    complete: isObserved(set) && updated >= wanted && (status?.numberAvailable ?? 0) >= wanted,
    failed: false,
    budget: DEFAULT_BUDGET,
  }
}

function ofJob(job: Kube<'Job'>): Rollout {
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
    budget: Number.POSITIVE_INFINITY,
  }
}

/** A CronJob is never in progress itself: its Jobs are. */
const CRON_JOB: Rollout = {
  wanted: 0,
  ready: 0,
  updated: 0,
  complete: true,
  failed: false,
  budget: Number.POSITIVE_INFINITY,
}

/** True for a running pod that is meant to finish: it may take as long as it needs. */
export function isAtWork({ spec, status }: Kube<'Pod'>): boolean {
  return status?.phase === 'Running' && (spec?.restartPolicy ?? 'Always') !== 'Always'
}

function ofPod(pod: Kube<'Pod'>): Rollout {
  const ready = isReady(pod) ? 1 : 0
  return {
    wanted: 1,
    ready,
    updated: 1,
    complete: (ready === 1 || pod.status?.phase === 'Succeeded') && pod.metadata.deletionTimestamp === undefined,
    failed: pod.status?.phase === 'Failed',
    budget: isAtWork(pod) ? Number.POSITIVE_INFINITY : DEFAULT_BUDGET,
  }
}

function compute(workload: Workload): Rollout {
  switch (workload.kind) {
    case 'Deployment':
      return ofDeployment(workload)
    case 'ReplicaSet':
    case 'ReplicationController':
      return ofReplicaSet(workload)
    case 'StatefulSet':
      return ofStatefulSet(workload)
    case 'DaemonSet':
      return ofDaemonSet(workload)
    case 'Job':
      return ofJob(workload)
    case 'CronJob':
      return CRON_JOB
    default:
      return ofPod(workload)
  }
}

/** The progress of a workload's rollout. */
export function rolloutOf(workload: Workload, cluster: Cluster): Rollout {
  return cluster.of(workload, compute)
}

/** True for a StatefulSet that waits for each pod to be ready before the next. */
export function goesInOrder({ spec }: Kube<'StatefulSet'>): boolean {
  return spec?.podManagementPolicy !== 'Parallel'
}
