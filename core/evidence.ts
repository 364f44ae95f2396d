import type { ClusterEvent } from './cluster/events.ts'
import type { Kube } from './kube/index.ts'
import { refOf, refTo } from './ref.ts'
import type { Evidence, ObjectRef } from './report.ts'

const VALUE_LIMIT = 2000

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return text.length > VALUE_LIMIT ? `${text.slice(0, VALUE_LIMIT)}…` : text
}

export function fieldEvidence(object: Kube | ObjectRef, path: string, value: unknown): Evidence {
  return { object: 'metadata' in object ? refOf(object) : object, path, value: shown(value) }
}

/** An event's message as evidence about the object it regards. */
export function eventEvidence(event: ClusterEvent): Evidence {
  const { kind, namespace, name } = event.regarding
  return {
    object: refTo(kind, namespace, name),
    path: 'event',
    value: shown(`${event.reason}: ${event.message}`),
  }
}
