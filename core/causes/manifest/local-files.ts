import { isRecord } from '../../json.ts'
import { groupOf } from '../../kube/api-group.ts'

/** Groups that tools and components of Kubernetes read from files: no API server serves them. */
const GROUPS =
  /^(?:(?:[a-z-]+\.)*config\.k8s\.io|kubeadm\.k8s\.io|audit\.k8s\.io|kind\.x-k8s\.io|skaffold|eksctl\.io|k3d\.io|ctlptl\.dev|kpt\.dev)$/
/** https://kubernetes.io/docs/reference/labels-annotations-taints/#config-kubernetes-io-local-config */
const ANNOTATIONS = ['config.kubernetes.io/local-config', 'config.kubernetes.io/function'] as const

/**
 * Takes a document that lies among manifests; returns true where it is for a tool and not for the cluster: a kustomization, a
 * kubeconfig, the configuration of a kubelet, of Skaffold or kind, a function of kustomize.
 */
export function isForTool(apiVersion: string, kind: string, manifest: unknown): boolean {
  const group = groupOf(apiVersion)
  if (GROUPS.test(group) || (apiVersion === 'v1' && kind === 'Config')) return true
  const metadata = isRecord(manifest) ? manifest['metadata'] : undefined
  const annotations = isRecord(metadata) ? metadata['annotations'] : undefined
  return isRecord(annotations) && ANNOTATIONS.some(name => (annotations[name] ?? 'false') !== 'false')
}
