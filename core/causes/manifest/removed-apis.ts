/** API versions that Kubernetes has removed, by `group/version/Kind`: the successor and the release that dropped them. */
const REMOVED: Readonly<Record<string, readonly [string, string]>> = {
  'extensions/v1beta1/Deployment': ['apps/v1', '1.16'],
  'extensions/v1beta1/DaemonSet': ['apps/v1', '1.16'],
  'extensions/v1beta1/ReplicaSet': ['apps/v1', '1.16'],
  'extensions/v1beta1/NetworkPolicy': ['networking.k8s.io/v1', '1.16'],
  'extensions/v1beta1/Ingress': ['networking.k8s.io/v1', '1.22'],
  'apps/v1beta1/Deployment': ['apps/v1', '1.16'],
  'apps/v1beta1/StatefulSet': ['apps/v1', '1.16'],
  'apps/v1beta2/Deployment': ['apps/v1', '1.16'],
  'apps/v1beta2/StatefulSet': ['apps/v1', '1.16'],
  'apps/v1beta2/DaemonSet': ['apps/v1', '1.16'],
  'apps/v1beta2/ReplicaSet': ['apps/v1', '1.16'],
  'networking.k8s.io/v1beta1/Ingress': ['networking.k8s.io/v1', '1.22'],
  'networking.k8s.io/v1beta1/IngressClass': ['networking.k8s.io/v1', '1.22'],
  'rbac.authorization.k8s.io/v1beta1/Role': ['rbac.authorization.k8s.io/v1', '1.22'],
  'rbac.authorization.k8s.io/v1beta1/RoleBinding': ['rbac.authorization.k8s.io/v1', '1.22'],
  'rbac.authorization.k8s.io/v1beta1/ClusterRole': ['rbac.authorization.k8s.io/v1', '1.22'],
  'rbac.authorization.k8s.io/v1beta1/ClusterRoleBinding': ['rbac.authorization.k8s.io/v1', '1.22'],
  'apiextensions.k8s.io/v1beta1/CustomResourceDefinition': ['apiextensions.k8s.io/v1', '1.22'],
  'admissionregistration.k8s.io/v1beta1/ValidatingWebhookConfiguration': ['admissionregistration.k8s.io/v1', '1.22'],
  'admissionregistration.k8s.io/v1beta1/MutatingWebhookConfiguration': ['admissionregistration.k8s.io/v1', '1.22'],
  'apiregistration.k8s.io/v1beta1/APIService': ['apiregistration.k8s.io/v1', '1.22'],
  'certificates.k8s.io/v1beta1/CertificateSigningRequest': ['certificates.k8s.io/v1', '1.22'],
  'coordination.k8s.io/v1beta1/Lease': ['coordination.k8s.io/v1', '1.22'],
  'scheduling.k8s.io/v1beta1/PriorityClass': ['scheduling.k8s.io/v1', '1.22'],
  'storage.k8s.io/v1beta1/StorageClass': ['storage.k8s.io/v1', '1.22'],
  'storage.k8s.io/v1beta1/CSIDriver': ['storage.k8s.io/v1', '1.22'],
  'storage.k8s.io/v1beta1/CSINode': ['storage.k8s.io/v1', '1.22'],
  'storage.k8s.io/v1beta1/VolumeAttachment': ['storage.k8s.io/v1', '1.22'],
  'storage.k8s.io/v1beta1/CSIStorageCapacity': ['storage.k8s.io/v1', '1.27'],
  'batch/v1beta1/CronJob': ['batch/v1', '1.25'],
  'batch/v2alpha1/CronJob': ['batch/v1', '1.21'],
  'discovery.k8s.io/v1beta1/EndpointSlice': ['discovery.k8s.io/v1', '1.25'],
  'events.k8s.io/v1beta1/Event': ['events.k8s.io/v1', '1.25'],
  'autoscaling/v2beta1/HorizontalPodAutoscaler': ['autoscaling/v2', '1.25'],
  'autoscaling/v2beta2/HorizontalPodAutoscaler': ['autoscaling/v2', '1.26'],
  'policy/v1beta1/PodDisruptionBudget': ['policy/v1', '1.25'],
  'policy/v1beta1/PodSecurityPolicy': ['', '1.25'],
  'extensions/v1beta1/PodSecurityPolicy': ['', '1.16'],
  'node.k8s.io/v1beta1/RuntimeClass': ['node.k8s.io/v1', '1.25'],
  'flowcontrol.apiserver.k8s.io/v1beta1/FlowSchema': ['flowcontrol.apiserver.k8s.io/v1', '1.26'],
  'flowcontrol.apiserver.k8s.io/v1beta2/FlowSchema': ['flowcontrol.apiserver.k8s.io/v1', '1.29'],
  'flowcontrol.apiserver.k8s.io/v1beta3/FlowSchema': ['flowcontrol.apiserver.k8s.io/v1', '1.32'],
}

/**
 * Takes `group/version/Kind`; returns the API version that has replaced it (empty where nothing has) and the Kubernetes
 * release that removed it, as the project's deprecation guide lists them.
 */
export function removedApi(
  groupVersionKind: string,
): { readonly successor: string; readonly release: string } | undefined {
  const entry = Object.hasOwn(REMOVED, groupVersionKind) ? REMOVED[groupVersionKind] : undefined
  return entry === undefined ? undefined : { successor: entry[0], release: entry[1] }
}
