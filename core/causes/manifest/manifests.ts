import type { Cluster } from '../../cluster/cluster.ts'
import type { Json } from '../../json.ts'
import { isRecord } from '../../json.ts'
import { groupOf } from '../../kube/api-group.ts'
import type { Kube } from '../../kube/index.ts'
import type { Snapshot } from '../../snapshot.ts'

/** A manifest's own identity. */
export interface Identity {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly namespace: string | undefined
}

/** Longer than a name and its group can be together. */
const LENGTH_LIMIT = 600

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length < LENGTH_LIMIT ? value : undefined
}

/** The manifest's identity; undefined if a part is missing or it is a list. */
export function identityOf(manifest: unknown): Identity | undefined {
  if (!isRecord(manifest)) return undefined
  const metadata = isRecord(manifest['metadata']) ? manifest['metadata'] : {}
  const apiVersion = text(manifest['apiVersion'])
  const kind = text(manifest['kind'])
  const name = text(metadata['name']) ?? text(metadata['generateName'])
  if (apiVersion === undefined || kind === undefined || name === undefined || kind.endsWith('List')) return undefined
  return { apiVersion, kind, name, namespace: text(metadata['namespace']) }
}

/** Groups of files that tools and Kubernetes components read: no API server serves them. */
const GROUPS =
  /^(?:(?:[a-z-]+\.)*config\.k8s\.io|kubeadm\.k8s\.io|audit\.k8s\.io|kind\.x-k8s\.io|skaffold|eksctl\.io|k3d\.io|ctlptl\.dev|kpt\.dev)$/
/** https://kubernetes.io/docs/reference/labels-annotations-taints/#config-kubernetes-io-local-config */
const ANNOTATIONS = ['config.kubernetes.io/local-config', 'config.kubernetes.io/function'] as const

/**
 * True for files meant for a tool and not for the cluster: a kustomization, a kubeconfig, the configuration of a
 * kubelet, of Skaffold or kind, a kustomize function.
 */
export function isForTool(apiVersion: string, kind: string, manifest: unknown): boolean {
  const group = groupOf(apiVersion)
  if (GROUPS.test(group) || (apiVersion === 'v1' && kind === 'Config')) return true
  const metadata = isRecord(manifest) ? manifest['metadata'] : undefined
  const annotations = isRecord(metadata) ? metadata['annotations'] : undefined
  return isRecord(annotations) && ANNOTATIONS.some(name => (annotations[name] ?? 'false') !== 'false')
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

interface Applied {
  readonly manifest: Json
  readonly apiVersion: string
  readonly source: string
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function nameKey(kind: string, name: string): string {
  return `${kind}/${name}`
}

/** The manifests supplied with the snapshot, by kind and name. */
function givenManifests({ manifests = [] }: Snapshot): ReadonlyMap<string, readonly (Applied & Identity)[]> {
  const known = new Map<string, (Applied & Identity)[]>()
  for (const { source, object } of manifests) {
    const identity = identityOf(object)
    if (identity === undefined) continue
    const key = nameKey(identity.kind, identity.name)
    const applied = { ...identity, manifest: object as Json, source }
    const others = known.get(key)
    if (others === undefined) known.set(key, [applied])
    else others.push(applied)
  }
  return known
}

/**
 * The applied manifest and its source, if known: the one supplied with the snapshot, else kubectl's annotation on the
 * object.
 */
export function appliedOf(object: Kube, cluster: Cluster): Applied | undefined {
  const { name, namespace, annotations } = object.metadata
  const given = cluster
    .of(cluster.snapshot, givenManifests)
    .get(nameKey(object.kind, name))
    ?.find(applied => (applied.namespace ?? namespace) === namespace)
  if (given !== undefined) return given
  const noted = annotations?.[LAST_APPLIED]
  // Most objects are created by controllers, which do not annotate.
  const manifest = noted === undefined ? undefined : parse(noted)
  if (!isRecord(manifest)) return undefined
  const apiVersion = text(manifest['apiVersion']) ?? ''
  return { manifest, apiVersion, source: `metadata.annotations['${LAST_APPLIED}']` }
}
