import { refKey } from '../../ref.ts'
import type { ObjectRef, TimelineEntry } from '../../report.ts'
import { parseTime } from '../../time.ts'

/** What a mark on the timeline stands for, the most telling first. */
export const MARKS = ['failure', 'restart', 'probe', 'revision', 'event'] as const
export type Mark = (typeof MARKS)[number]

export const MARK_TEXT: Readonly<Record<Mark, string>> = {
  failure: 'failure',
  restart: 'restart',
  probe: 'failed probe',
  revision: 'scaling and revisions',
  event: 'other event',
}

const REVISION = new Set(['ScalingReplicaSet', 'SuccessfulCreate', 'SuccessfulDelete', 'DeploymentRollback'])

/** Takes an entry of the timeline; returns what it stands for. The kubelet's `BackOff` is about restarts or about pulls. */
export function markOf({ reason, text, warning }: TimelineEntry): Mark {
  if (reason === 'Unhealthy' || reason === 'ProbeWarning') return 'probe'
  if (reason === 'Killing' || (reason === 'BackOff' && text.includes('restarting'))) return 'restart'
  if (warning || reason === 'BackOff') return 'failure'
  return REVISION.has(reason) ? 'revision' : 'event'
}

export interface Moment {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly entry: TimelineEntry
}

export interface Lane {
  readonly object: ObjectRef
  /** Oldest first, at least one. */
  readonly moments: readonly Moment[]
}

const MAX_LANES = 12

/** Takes a timeline; returns its lanes, one for each object, those with trouble kept first, and how many were left out. */
export function lanesOf(timeline: readonly TimelineEntry[]): {
  readonly lanes: readonly Lane[]
  readonly left: number
} {
  const byObject = new Map<string, { object: ObjectRef; moments: Moment[]; trouble: boolean }>()
  for (const entry of timeline) {
    const at = parseTime(entry.at)
    if (at === undefined) continue
    const key = refKey(entry.object)
    const lane = byObject.get(key) ?? { object: entry.object, moments: [], trouble: false }
    lane.moments.push({ at, entry })
    lane.trouble ||= entry.warning
    byObject.set(key, lane)
  }
  const all = [...byObject.values()]
  const kept = new Set([...all.filter(lane => lane.trouble), ...all.filter(lane => !lane.trouble)].slice(0, MAX_LANES))
  return { lanes: all.filter(lane => kept.has(lane)), left: all.length - kept.size }
}
