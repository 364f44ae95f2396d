import type { Kube } from '../kube/index.ts'
import type { ObjectRef } from '../report.ts'

/**
 * The claims that a pod's volumes name. The claim of an ephemeral volume is named after the pod and the
 * volume.
 */
export function claimsOf(pod: Kube<'Pod'>): readonly ObjectRef[] {
  const { namespace, name: podName } = pod.metadata
  const place = namespace === undefined ? {} : { namespace }
  const claims: ObjectRef[] = []
  for (const { name, persistentVolumeClaim, ephemeral } of pod.spec?.volumes ?? []) {
    const claim = persistentVolumeClaim?.claimName ?? (ephemeral === undefined ? undefined : `${podName}-${name ?? ''}`)
    if (claim !== undefined) claims.push({ kind: 'PersistentVolumeClaim', ...place, name: claim })
  }
  return claims
}
