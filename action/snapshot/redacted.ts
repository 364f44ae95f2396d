import { redact } from '../../core/collect/redact.ts'
import type { Snapshot } from '../../core/index.ts'
import { redactValue } from '../../core/redact/redact.ts'

/**
 * A snapshot as it may leave the process: objects without the values that may be secret, no log unless `logs`, and every
 * other text through `hide`.
 */
export function redactedSnapshot(snapshot: Snapshot, hide: (text: string) => string, logs: boolean): Snapshot {
  const { objects, logs: texts = [], ...rest } = snapshot
  return {
    ...redactValue({ ...rest, logs: logs ? texts : [] }, hide),
    objects: redactValue(objects.flatMap(withoutSecrets), hide),
  }
}

function withoutSecrets(object: unknown): unknown[] {
  return typeof object === 'object' && object !== null && !Array.isArray(object)
    ? [redact(object as Readonly<Record<string, unknown>>)]
    : []
}
