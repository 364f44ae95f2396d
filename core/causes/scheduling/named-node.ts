import type { Kube } from '../../kube/index.ts'
import type { ObjectRef } from '../../report.ts'

/**
 * Takes a pod without a node and the nodes at fault; returns the first of these, or the one that the pod names by its host
 * name or, as a DaemonSet's pod, by its name. Undefined where neither tells.
 */
export function namedNode(pod: Kube<'Pod'>, nodes: readonly Kube<'Node'>[]): ObjectRef | undefined {
  const required = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  const field = required?.nodeSelectorTerms?.[0]?.matchFields?.find(({ key }) => key === 'metadata.name')
  const name = nodes[0]?.metadata.name ?? field?.values?.[0] ?? pod.spec?.nodeSelector?.['kubernetes.io/hostname']
  return name === undefined ? undefined : { kind: 'Node', name }
}
