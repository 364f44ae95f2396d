import type { Cluster } from '../cluster/cluster.ts'
import { eventEvidence, fieldEvidence } from '../evidence.ts'
import type { Kube } from '../kube/index.ts'
import { refTo } from '../ref.ts'
import type { Evidence, ObjectRef } from '../report.ts'
import { parseTime } from '../time.ts'

/** Why a HorizontalPodAutoscaler is not scaling. */
export interface AutoscalerFault {
  readonly kind: 'target' | 'request' | 'metrics' | 'no-samples'
  /** `FailedGetScale`, `FailedGetResourceMetric`, … */
  readonly reason: string
  readonly message: string
  readonly evidence: readonly Evidence[]
  /** Milliseconds since 1970. */
  readonly since: number | undefined
}

/** Reasons of the condition ScalingActive when a metric gives no value (`pkg/controller/podautoscaler/horizontal.go`). */
const METRIC_REASON =
  /^(?:FailedGet(?:Resource|ContainerResource|Pods|Object|External)Metric|FailedComputeMetricsReplicas|InvalidMetricSourceType)$/

/**
 * The kind of fault in the message of an autoscaler without a metric. Utilization needs a request (`missing request for
 * cpu`, since 1.27 `… in container web of Pod web-1`); the metrics API may have no samples while pods are young;
 * everything else is an API that does not respond.
 */
export function metricFault(message: string): AutoscalerFault['kind'] {
  if (/missing (?:pod-level )?request for \S{1,253}/.test(message)) return 'request'
  return /no metrics returned from|did not receive metrics for|no recommendation/.test(message)
    ? 'no-samples'
    : 'metrics'
}

function find(autoscaler: Kube<'HorizontalPodAutoscaler'>, cluster: Cluster): AutoscalerFault | undefined {
  if (autoscaler.metadata.deletionTimestamp !== undefined) return undefined
  const conditions = autoscaler.status?.conditions ?? []
  const failing = (type: string) => conditions.find(item => item.type === type && item.status === 'False')
  const unable = failing('AbleToScale')
  const inactive = failing('ScalingActive')
  const condition =
    unable?.reason === 'FailedGetScale' ? unable : METRIC_REASON.test(inactive?.reason ?? '') ? inactive : undefined
  if (condition === undefined) return undefined
  const { reason = '', message = '' } = condition
  const event = cluster.events(autoscaler).findLast(item => item.reason === reason)
  const path = `status.conditions[type=${condition.type}].message`
  return {
    kind: reason === 'FailedGetScale' ? 'target' : metricFault(message),
    reason,
    message,
    evidence: [fieldEvidence(autoscaler, path, message), ...(event === undefined ? [] : [eventEvidence(event)])],
    since: parseTime(condition.lastTransitionTime),
  }
}

/** Why an autoscaler is not scaling, from its conditions; undefined if it is. */
export function autoscalerFaultOf(
  autoscaler: Kube<'HorizontalPodAutoscaler'>,
  cluster: Cluster,
): AutoscalerFault | undefined {
  return cluster.of(autoscaler, find)
}

/** The autoscaler's target, if its spec names one. */
export function scaleTargetOf({ metadata, spec }: Kube<'HorizontalPodAutoscaler'>): ObjectRef | undefined {
  const { kind, name } = spec?.scaleTargetRef ?? {}
  return kind === undefined || name === undefined ? undefined : refTo(kind, metadata.namespace, name)
}
