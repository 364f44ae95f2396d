import { refKey } from '../../ref.ts'
import type { ObjectRef, Report, TimelineEntry } from '../../report.ts'
import { parseTime } from '../../time.ts'

/** The meaning of a mark on the timeline, most telling first. */
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

/** The mark of a timeline entry. The kubelet's `BackOff` is about restarts or about pulls. */
export function markOf({ reason, text, warning }: TimelineEntry): Mark {
  if (reason === 'Unhealthy' || reason === 'ProbeWarning') return 'probe'
  if (reason === 'Killing' || (reason === 'BackOff' && text.includes('restarting'))) return 'restart'
  if (warning || reason === 'BackOff') return 'failure'
  return REVISION.has(reason) ? 'revision' : 'event'
}

export interface Moment {
  /** Milliseconds since 1970: the first time, if it is part of the rollout, and the last. */
  readonly from: number
  readonly at: number
  readonly mark: Mark
  readonly entry: TimelineEntry
}

export interface Lane {
  readonly object: ObjectRef
  /** Oldest first, at least one. */
  readonly moments: readonly Moment[]
}

const MAX_LANES = 12

/**
 * The lanes of a report's timeline, one per object, in the order of the problems, and how many were left out. Lanes
 * with trouble are kept. What a node did before the rollout began is not part of it.
 */
export function lanesOf({ timeline, problems }: Report): { readonly lanes: readonly Lane[]; readonly left: number } {
  const order = problems.flatMap(({ subject, chain, affects }) => [...chain, subject, ...affects].map(refKey))
  const moments = new Map<string, Moment[]>()
  const start = startOf(timeline, problems)
  for (const entry of timeline) {
    const at = parseTime(entry.at)
    if (at === undefined || (entry.object.namespace === undefined && at < start)) continue
    const key = refKey(entry.object)
    const own = moments.get(key) ?? []
    const from = firstTime(entry) ?? at
    own.push({
      from: entry.object.namespace === undefined ? Math.max(from, start) : from,
      at,
      mark: markOf(entry),
      entry,
    })
    moments.set(key, own)
  }
  const all = [...new Set([...order, ...moments.keys()])].flatMap((key): Lane[] => {
    const own = moments.get(key)
    return own?.[0] === undefined ? [] : [{ object: own[0].entry.object, moments: own }]
  })
  const troubled = (lane: Lane) => lane.moments.some(({ entry }) => entry.warning)
  const kept = new Set([...all.filter(troubled), ...all.filter(lane => !troubled(lane))].slice(0, MAX_LANES))
  return { lanes: all.filter(lane => kept.has(lane)), left: all.length - kept.size }
}

/** When the rollout began: the first event of an object in a namespace, or the first problem. */
function startOf(timeline: readonly TimelineEntry[], problems: Report['problems']): number {
  const times = [
    ...timeline.filter(({ object }) => object.namespace !== undefined).map(firstTime),
    ...problems.map(({ since }) => parseTime(since)),
  ].filter(time => time !== undefined)
  return times.length === 0 ? Number.NEGATIVE_INFINITY : Math.min(...times)
}

function firstTime({ from, at }: TimelineEntry): number | undefined {
  return parseTime(from ?? at)
}
