import type { RawEvent } from '../kube/cluster-objects.ts'
import type { ObjectRef } from '../report.ts'
import { earliest, latest, parseTime } from '../time.ts'

/** One event of either API and any version. */
export interface ClusterEvent {
  readonly type: 'Normal' | 'Warning'
  readonly reason: string
  /** Without the prefix `(combined from similar events): ` of repeats. */
  readonly message: string
  readonly count: number
  /** First and last occurrence, in milliseconds since 1970. */
  readonly first: number | undefined
  readonly last: number | undefined
  readonly regarding: ObjectRef & { readonly uid?: string }
  /** For example `spec.containers{web}`. */
  readonly fieldPath: string | undefined
  /** The node whose kubelet reported it, if given. */
  readonly host: string | undefined
  readonly component: string | undefined
  /** The event object's own name. */
  readonly name: string
}

const COMBINED = '(combined from similar events): '

/**
 * Converts events of `v1` and `events.k8s.io/v1` to one form. Undefined if the event regards nothing. The recorder of
 * `events.k8s.io` leaves `lastTimestamp` null and counts in `series`.
 */
export function readEvent(raw: RawEvent, name: string): ClusterEvent | undefined {
  const about = raw.involvedObject ?? raw.regarding
  if (about?.kind === undefined || about.name === undefined) return undefined
  const text = raw.message ?? raw.note ?? ''
  const times = [
    raw.firstTimestamp,
    raw.deprecatedFirstTimestamp,
    raw.eventTime,
    raw.lastTimestamp,
    raw.deprecatedLastTimestamp,
    raw.series?.lastObservedTime,
  ].map(parseTime)
  const last = latest(times) ?? parseTime(raw.metadata?.creationTimestamp)
  const source = raw.source ?? raw.deprecatedSource
  return {
    type: raw.type === 'Warning' ? 'Warning' : 'Normal',
    reason: raw.reason ?? '',
    message: text.startsWith(COMBINED) ? text.slice(COMBINED.length) : text,
    count: Math.max(1, raw.series?.count ?? raw.count ?? raw.deprecatedCount ?? 1),
    first: earliest(times) ?? last,
    last,
    regarding: {
      kind: about.kind,
      name: about.name,
      ...(about.namespace === undefined ? {} : { namespace: about.namespace }),
      ...(about.uid === undefined ? {} : { uid: about.uid }),
    },
    fieldPath: about.fieldPath,
    host: source?.host,
    component: source?.component ?? raw.reportingComponent ?? raw.reportingController,
    name,
  }
}
