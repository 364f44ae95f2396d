import type { Kube } from '../../kube/index.ts'
import { refTo } from '../../ref.ts'
import type { ObjectRef } from '../../report.ts'

/** Takes an autoscaler; returns what it scales, as far as it names that. */
export function scaleTargetOf({ metadata, spec }: Kube<'HorizontalPodAutoscaler'>): ObjectRef | undefined {
  const { kind, name } = spec?.scaleTargetRef ?? {}
  return kind === undefined || name === undefined ? undefined : refTo(kind, metadata.namespace, name)
}
