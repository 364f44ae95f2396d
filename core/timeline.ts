import type { Cluster } from './cluster/cluster.ts'
import type { ClusterEvent } from './cluster/events.ts'
import { memo } from './memo.ts'
import { compareRefs, compareText, refKey, refTo } from './ref.ts'
import type { ObjectRef, Problem, TimelineEntry } from './report.ts'
import { formatTime } from './time.ts'

const LIMIT = 200
const TEXT_LIMIT = 500

interface Happening {
  readonly second: number
  readonly object: ObjectRef
  readonly event: ClusterEvent
}

function entry(
  { second, object, event: { reason, message, type, count, first } }: Happening,
  textOf: (second: number) => string,
): TimelineEntry {
  const from = first === undefined ? second : Math.floor(first / 1000)
  return {
    at: textOf(second),
    object,
    reason,
    text: message.slice(0, TEXT_LIMIT),
    warning: type === 'Warning',
    ...(count > 1 ? { count } : {}),
    ...(count > 1 && from < second ? { from: textOf(from) } : {}),
  }
}

/** Events of the objects in the problems, oldest first; at most the newest 200. */
export function timelineOf(problems: readonly Problem[], cluster: Cluster): readonly TimelineEntry[] {
  const objects = new Map<string, ObjectRef>()
  for (const { subject, chain, affects } of problems) {
    for (const { kind, namespace, name } of [subject, ...chain, ...affects]) {
      const ref = refTo(kind, namespace, name)
      objects.set(refKey(ref), ref)
    }
  }
  const happened: Happening[] = []
  const texts = new Map<number, string>()
  const textOf = (second: number) => memo(texts, second, () => formatTime(second * 1000))
  for (const object of objects.values()) {
    const known = cluster.get(object)
    for (const event of known === undefined ? cluster.eventsAbout(object) : cluster.events(known)) {
      if (event.last !== undefined) happened.push({ second: Math.floor(event.last / 1000), object, event })
    }
  }
  return happened
    .sort(
      (a, b) => a.second - b.second || compareRefs(a.object, b.object) || compareText(a.event.message, b.event.message),
    )
    .slice(-LIMIT)
    .map(each => entry(each, textOf))
}
