import type { Cluster } from '../../cluster/cluster.ts'
import type { Container } from '../../kube/container.ts'
import type { Kube } from '../../kube/index.ts'
import type { Volume } from '../../kube/pod.ts'

/** A reference to a ConfigMap or Secret in a pod spec. */
export interface Reference {
  readonly kind: 'ConfigMap' | 'Secret'
  readonly name: string
  /** The referenced key; undefined for the whole object. */
  readonly key: string | undefined
  /** Path of the name in the pod spec. */
  readonly path: string
  /** Path of the key in the pod spec. */
  readonly keyPath: string | undefined
  /** The container that needs it; undefined for volumes, which all containers wait for. */
  readonly container: string | undefined
  readonly volume: string | undefined
}

interface Named {
  readonly name?: string
  readonly optional?: boolean
  readonly items?: readonly { readonly key?: string }[]
}

/** The name in a reference that is not optional. */
function neededName(reference: Named | undefined): string | undefined {
  return reference?.optional === true ? undefined : reference?.name
}

function ofContainer({ name: container, env = [], envFrom = [] }: Container, list: string): Reference[] {
  const base = `${list}[name=${container ?? ''}]`
  const found: Reference[] = []
  for (const { name: variable, valueFrom } of env) {
    for (const [kind, field] of [
      ['ConfigMap', 'configMapKeyRef'],
      ['Secret', 'secretKeyRef'],
    ] as const) {
      const selector = valueFrom?.[field]
      const name = neededName(selector)
      if (name === undefined) continue
      const path = `${base}.env[name=${variable ?? ''}].valueFrom.${field}`
      found.push({
        kind,
        name,
        key: selector?.key,
        path: `${path}.name`,
        keyPath: `${path}.key`,
        container,
        volume: undefined,
      })
    }
  }
  envFrom.forEach(({ configMapRef, secretRef }, index) => {
    for (const [kind, reference, field] of [
      ['ConfigMap', configMapRef, 'configMapRef'],
      ['Secret', secretRef, 'secretRef'],
    ] as const) {
      const name = neededName(reference)
      if (name === undefined) continue
      const path = `${base}.envFrom[${index}].${field}.name`
      found.push({ kind, name, key: undefined, path, keyPath: undefined, container, volume: undefined })
    }
  })
  return found
}

function ofSource(
  kind: Reference['kind'],
  source: Named | undefined,
  path: string,
  nameField: string,
  volume: string | undefined,
): Reference[] {
  const name = neededName(source)
  if (name === undefined) return []
  const base = { kind, name, path: `${path}.${nameField}`, container: undefined, volume }
  const items = (source?.items ?? []).flatMap(({ key }, index) =>
    key === undefined ? [] : [{ ...base, key, keyPath: `${path}.items[${index}].key` }],
  )
  return items.length > 0 ? items : [{ ...base, key: undefined, keyPath: undefined }]
}

function ofVolume({ name, configMap, secret, projected }: Volume): Reference[] {
  const base = `volumes[name=${name ?? ''}]`
  const secretSource =
    secret === undefined
      ? undefined
      : { ...secret, ...(secret.secretName === undefined ? {} : { name: secret.secretName }) }
  return [
    ...ofSource('ConfigMap', configMap, `${base}.configMap`, 'name', name),
    ...ofSource('Secret', secretSource, `${base}.secret`, 'secretName', name),
    ...(projected?.sources ?? []).flatMap((source, index) => [
      ...ofSource('ConfigMap', source.configMap, `${base}.projected.sources[${index}].configMap`, 'name', name),
      ...ofSource('Secret', source.secret, `${base}.projected.sources[${index}].secret`, 'name', name),
    ]),
  ]
}

/** The ConfigMap that kube-controller-manager publishes in every namespace (`root-ca-cert-publisher`). */
export const ROOT_CA = 'kube-root-ca.crt'

/** Published only by OpenShift, and effectively optional. */
const OPTIONAL = 'openshift-service-ca.crt'

function read(pod: Kube<'Pod'>): readonly Reference[] {
  const { containers = [], initContainers = [], volumes = [] } = pod.spec ?? {}
  return [
    ...initContainers.flatMap(container => ofContainer(container, 'initContainers')),
    ...containers.flatMap(container => ofContainer(container, 'containers')),
    ...volumes.flatMap(ofVolume),
  ].filter(({ name }) => name !== OPTIONAL)
}

/** All references of a pod to ConfigMaps and Secrets, except optional ones. */
export function referencesOf(pod: Kube<'Pod'>, cluster: Cluster): readonly Reference[] {
  return cluster.of(pod, read)
}
