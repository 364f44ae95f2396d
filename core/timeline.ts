import type { Cluster } from './cluster/cluster.ts'
import { compareRefs, compareText, refKey } from './ref.ts'
import type { ObjectRef, Problem, TimelineEntry } from './report.ts'
import { formatTime } from './time.ts'

const LIMIT = 200
const TEXT_LIMIT = 500

/** Takes the problems; returns what happened to the objects on their way, oldest first, at most 200 entries, the newest kept. */
export function timelineOf(problems: readonly Problem[], cluster: Cluster): readonly TimelineEntry[] {
  const objects = new Map<string, ObjectRef>()
  for (const { subject, chain, affects } of problems) {
    for (const { kind, namespace, name } of [subject, ...chain, ...affects]) {
      const ref = namespace === undefined ? { kind, name } : { kind, namespace, name }
      objects.set(refKey(ref), ref)
    }
  }
  const entries: TimelineEntry[] = []
  for (const object of objects.values()) {
    const known = cluster.get(object)
    for (const event of known === undefined ? cluster.eventsAbout(object) : cluster.events(known)) {
      if (event.last === undefined) continue
      entries.push({
        at: formatTime(event.last),
        object,
        reason: event.reason,
        text: event.message.slice(0, TEXT_LIMIT),
        warning: event.type === 'Warning',
        ...(event.count > 1 ? { count: event.count } : {}),
      })
    }
  }
  return entries
    .sort((a, b) => compareText(a.at, b.at) || compareRefs(a.object, b.object) || compareText(a.text, b.text))
    .slice(-LIMIT)
}
