import type { Cluster } from '../../cluster/cluster.ts'
import { nearestNamed } from '../../cluster/names.ts'
import type { Kube } from '../../kube/index.ts'
import { nearest } from '../../nearest.ts'
import { createdAt } from '../pods.ts'

type Ingress = Kube<'Ingress'>

/** A backend of an Ingress, with its path in there. */
export interface IngressBackend {
  readonly path: string
  readonly service: string
  readonly port: string | number | undefined
  readonly route: string
}

/** A backend that does not exist. */
export interface BackendMiss extends IngressBackend {
  readonly missing: 'service' | 'port'
  readonly suggestion: string | undefined
  /** Names and numbers of the ports that the Service has. */
  readonly ports: readonly string[]
}

export function ingressBackends({ spec }: Ingress): readonly IngressBackend[] {
  const found: IngressBackend[] = []
  const add = (backend: NonNullable<Ingress['spec']>['defaultBackend'], path: string, route: string) => {
    const { name, port } = backend?.service ?? {}
    if (name !== undefined) found.push({ path, service: name, port: port?.name ?? port?.number, route })
  }
  add(spec?.defaultBackend, 'spec.defaultBackend', 'all other requests')
  spec?.rules?.forEach(({ host = '', http }, rule) => {
    http?.paths?.forEach(({ path = '/', backend }, index) => {
      add(backend, `spec.rules[${rule}].http.paths[${index}].backend`, `${host}${path}`)
    })
  })
  return found
}

/** The AWS controller's placeholder in the port, which refers to an annotation. */
const BY_ANNOTATION = 'use-annotation'

export function backendMiss(backend: IngressBackend, namespace: string, cluster: Cluster): BackendMiss | undefined {
  const { service: name, port } = backend
  if (port === BY_ANNOTATION) return undefined
  const found = cluster.find('Service', namespace, name)
  if (found.state === 'unseen') return undefined
  if (found.state === 'absent') {
    return { ...backend, missing: 'service', suggestion: nearestNamed(name, 'Service', namespace, cluster), ports: [] }
  }
  const { type, ports = [] } = found.object.spec ?? {}
  if (type === 'ExternalName' || port === undefined) return undefined
  if (ports.some(entry => (typeof port === 'string' ? entry.name === port : entry.port === port))) return undefined
  const names = ports.map(entry => entry.name).filter(known => known !== undefined)
  const numbers = ports.map(entry => String(entry.port ?? ''))
  const [only] = typeof port === 'string' ? names : numbers
  const near = typeof port === 'string' ? nearest(port, names) : undefined
  const suggestion = near ?? (ports.length === 1 ? only : undefined)
  return { ...backend, missing: 'port', suggestion, ports: [...new Set([...names, ...numbers])] }
}

/** The backends whose Service, or port of the Service, does not exist. */
export function backendMisses(ingress: Ingress, cluster: Cluster): readonly BackendMiss[] {
  const { namespace } = ingress.metadata
  if (namespace === undefined) return []
  return ingressBackends(ingress)
    .map(backend => backendMiss(backend, namespace, cluster))
    .filter(miss => miss !== undefined)
}

/** The predecessor of `spec.ingressClassName`; controllers still honor it, most of them without an IngressClass. */
export const CLASS_ANNOTATION = 'kubernetes.io/ingress.class'
const DEFAULT_ANNOTATION = 'ingressclass.kubernetes.io/is-default-class'

/** The class of an Ingress, and where it is set. */
export interface NamedClass {
  readonly name: string | undefined
  readonly by: 'field' | 'annotation' | 'nothing'
}

export function classOf({ spec, metadata }: Ingress): NamedClass {
  if (spec?.ingressClassName !== undefined) return { name: spec.ingressClassName, by: 'field' }
  const annotation = metadata.annotations?.[CLASS_ANNOTATION]
  return annotation === undefined ? { name: undefined, by: 'nothing' } : { name: annotation, by: 'annotation' }
}

/** True if a controller has assigned an address or left an event: some serve classes that have no IngressClass. */
export function isTaken(ingress: Ingress, cluster: Cluster): boolean {
  const given = ingress.status?.loadBalancer?.ingress ?? []
  return given.length > 0 || cluster.events(ingress).some(({ type }) => type === 'Normal')
}

/** True if an Ingress without a class gets a default one. */
function hasDefaultClass(cluster: Cluster): boolean {
  return cluster.list('IngressClass').some(({ metadata }) => metadata.annotations?.[DEFAULT_ANNOTATION] === 'true')
}

/** GKE's own controller handles an Ingress without a class, or with `gce`, and has no IngressClass. */
function isGoogle(cluster: Cluster): boolean {
  return cluster.list('Node').some(({ spec }) => spec?.providerID?.startsWith('gce://') === true)
}

/**
 * True if no IngressClass applies. An Ingress of unknown age may be new: without `ingressClassName`, it is given the
 * benefit of the doubt.
 */
export function isUnserved(ingress: Ingress, cluster: Cluster): boolean {
  const { name, by } = classOf(ingress)
  if (!cluster.seen('IngressClass', undefined)) return false
  if (by !== 'field' && (isGoogle(cluster) || createdAt(ingress) === undefined)) return false
  if (by === 'nothing') return !hasDefaultClass(cluster)
  return cluster.find('IngressClass', undefined, name ?? '').state === 'absent'
}

const CERTIFICATE_KEYS = ['tls.crt', 'tls.key'] as const

/**
 * What the Secret of an Ingress lacks: an empty list if it does not exist, else missing keys of a certificate.
 * Undefined if nothing is missing, or it was not read completely.
 */
export function certificateLack(namespace: string, name: string, cluster: Cluster): readonly string[] | undefined {
  const found = cluster.find('Secret', namespace, name)
  if (found.state === 'absent') return []
  const { data } = found.state === 'present' ? found.object : {}
  const keys = data === undefined ? [] : CERTIFICATE_KEYS.filter(key => data[key] === undefined)
  return keys.length === 0 ? undefined : keys
}

/**
 * Controllers that run in the cluster they serve, by their name in IngressClasses, with a word that is always in a
 * name, label or image of their pods.
 */
const IN_CLUSTER: ReadonlyMap<string | undefined, string> = new Map([
  ['k8s.io/ingress-nginx', 'ingress'],
  ['nginx.org/ingress-controller', 'ingress'],
  ['haproxy.org/ingress-controller', 'ingress'],
  ['haproxy-ingress.github.io/controller', 'ingress'],
  ['traefik.io/ingress-controller', 'traefik'],
  ['ingress-controllers.konghq.com/kong', 'kong'],
  ['projectcontour.io/ingress-controller', 'contour'],
])

function textsOf({ metadata, spec }: Kube<'Pod'>): readonly string[] {
  const { name, namespace = '', labels = {} } = metadata
  const containers = spec?.containers ?? []
  return [
    name,
    namespace,
    ...Object.values(labels),
    ...containers.flatMap(({ image = '', args = [] }) => [image, ...args]),
  ]
}

/** The words of controllers without a pod in the cluster; empty if not all pods were read. */
function findAbsent(_snapshot: object, cluster: Cluster): ReadonlySet<string> {
  const absent = new Set<string>()
  if (!cluster.seen('Namespace', undefined)) return absent
  if (!cluster.list('Namespace').every(({ metadata }) => cluster.seen('Pod', metadata.name))) return absent
  for (const word of IN_CLUSTER.values()) absent.add(word)
  for (const pod of cluster.list('Pod')) {
    if (absent.size === 0) break
    const texts = textsOf(pod)
    for (const word of absent) if (texts.some(text => text.includes(word))) absent.delete(word)
  }
  return absent
}

/** The controller of a class, if all pods of the cluster were read and none of them is it. */
export function absentController(className: string, cluster: Cluster): string | undefined {
  const found = cluster.find('IngressClass', undefined, className)
  const controller = found.state === 'present' ? found.object.spec?.controller : undefined
  const word = IN_CLUSTER.get(controller)
  return word !== undefined && cluster.of(cluster.snapshot, findAbsent).has(word) ? controller : undefined
}
