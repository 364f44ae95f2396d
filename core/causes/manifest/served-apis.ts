import type { Cluster } from '../../cluster/cluster.ts'
import { isRecord } from '../../json.ts'
import { apiVersionOf } from '../../kube/api-group.ts'
import { RESOURCES } from '../../kube/resources.ts'

/** What the cluster serves, as far as it was read. */
export interface ServedApis {
  /** Kinds with their `group/version`; empty if discovery was not read, the only source for them. */
  readonly kinds: readonly { readonly version: string; readonly kind: string }[]
  /** False only for kinds that are known not to be served. */
  readonly mayServe: (apiVersion: string, kind: string) => boolean
}

/** Every API server serves these; a list of APIServices without them is incomplete. */
const ALWAYS = ['v1', 'apps/v1']
/** The API that serves APIServices has none itself. */
const AGGREGATOR = 'apiregistration.k8s.io/v1'

/**
 * Versions with an APIService, which every served version has, including those of CRDs (kube-aggregator
 * `pkg/controllers/autoregister`). Its name is `VERSION.GROUP`.
 */
function versionsOf(cluster: Cluster): ReadonlySet<string> | undefined {
  const names = cluster.list('APIService').map(({ metadata: { name } }) => {
    const at = name.indexOf('.')
    const [version, group] = [name.slice(0, at), name.slice(at + 1)]
    return apiVersionOf(group, version)
  })
  const versions = new Set([...names, AGGREGATOR])
  return ALWAYS.every(version => versions.has(version)) ? versions : undefined
}

/** What the cluster serves, from discovery or else its APIServices; undefined if neither was read. */
export function servedApis(cluster: Cluster): ServedApis | undefined {
  const served = cluster.snapshot.served ?? []
  if (served.length > 0) {
    const known = new Set(served)
    const kinds = served.map(item => {
      const at = item.lastIndexOf('/')
      return { version: item.slice(0, at), kind: item.slice(at + 1) }
    })
    return { kinds, mayServe: (apiVersion, kind) => known.has(`${apiVersion}/${kind}`) }
  }
  const versions = versionsOf(cluster)
  return versions === undefined ? undefined : { kinds: [], mayServe: apiVersion => versions.has(apiVersion) }
}

/** Kubernetes' own groups without a kind that any rule reads. */
const UNREAD_GROUPS = [
  'authentication.k8s.io',
  'authorization.k8s.io',
  'certificates.k8s.io',
  'events.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'internal.apiserver.k8s.io',
  'resource.k8s.io',
  'storagemigration.k8s.io',
]
const OWN_GROUPS: ReadonlySet<string> = new Set([
  ...RESOURCES.flatMap(({ group, addOn }) => (addOn === true ? [] : [group])),
  ...UNREAD_GROUPS,
])

/** True for a group with a dot that is not Kubernetes' own: it comes from a CRD or an aggregated API server. */
export function isCustom(group: string): boolean {
  return group.includes('.') && !OWN_GROUPS.has(group)
}

/**
 * API versions that Kubernetes has removed, by `group/version/Kind`: the successor, and the release that removed them.
 */
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
 * The API version that replaces a removed one (empty if none does) and the Kubernetes release that removed it, from the
 * deprecation guide.
 */
export function removedApi(
  groupVersionKind: string,
): { readonly successor: string; readonly release: string } | undefined {
  const entry = Object.hasOwn(REMOVED, groupVersionKind) ? REMOVED[groupVersionKind] : undefined
  return entry === undefined ? undefined : { successor: entry[0], release: entry[1] }
}

interface Definition {
  readonly group?: unknown
  readonly names?: { readonly kind?: unknown }
  readonly claimNames?: { readonly kind?: unknown }
}

/** True for a CRD of the kind, and for what creates one (Crossplane's CompositeResourceDefinition). */
function defines(manifest: unknown, group: string, kind: string): boolean {
  if (!isRecord(manifest) || !isRecord(manifest['spec'])) return false
  const { group: its, names, claimNames } = manifest['spec'] as Definition
  return its === group && (names?.kind === kind || claimNames?.kind === kind)
}

/** True if discovery cannot know the kind yet: its definition is applied with it, or its server is down. */
export function isOnItsWay(group: string, kind: string, cluster: Cluster): boolean {
  const isDown = cluster
    .list('APIService')
    .some(
      ({ spec, status }) =>
        spec?.group === group && status?.conditions?.find(({ type }) => type === 'Available')?.status === 'False',
    )
  return isDown || (cluster.snapshot.manifests ?? []).some(({ object }) => defines(object, group, kind))
}
