import type { Kube } from '../../kube/index.ts'
import type { Volume } from '../../kube/pod.ts'
import { refTo } from '../../ref.ts'
import type { ObjectRef } from '../../report.ts'

/** The claim that a volume of a pod uses. An ephemeral volume's claim is named after the pod and the volume. */
export function claimNameOf(volume: Volume, pod: Kube<'Pod'>): string | undefined {
  const { name = '', persistentVolumeClaim, ephemeral } = volume
  return persistentVolumeClaim?.claimName ?? (ephemeral === undefined ? undefined : `${pod.metadata.name}-${name}`)
}

/** The claims that a pod's volumes use. */
export function claimsOf(pod: Kube<'Pod'>): readonly ObjectRef[] {
  const names = (pod.spec?.volumes ?? []).flatMap(volume => claimNameOf(volume, pod) ?? [])
  return names.map(name => refTo('PersistentVolumeClaim', pod.metadata.namespace, name))
}
