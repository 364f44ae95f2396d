import { redact } from '../../core/collect/redact.ts'
import type { Snapshot } from '../../core/index.ts'
import { isRecord } from '../../core/json.ts'
import { redactValue } from '../../core/redact/redact.ts'

/**
 * A snapshot that may leave the process: objects without possibly secret values, no logs unless `logs`, and every other
 * text passed through `hide`.
 */
export function redactedSnapshot(snapshot: Snapshot, hide: (text: string) => string, logs: boolean): Snapshot {
  const { objects, logs: texts = [], ...rest } = snapshot
  return {
    ...redactValue({ ...rest, logs: logs ? texts : [] }, hide),
    objects: redactValue(objects.flatMap(withoutSecrets), hide),
  }
}

function withoutSecrets(object: unknown): unknown[] {
  return isRecord(object) ? [redact(object)] : []
}
