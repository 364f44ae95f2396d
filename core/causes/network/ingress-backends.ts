import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import { nearest } from '../../nearest.ts'

type Ingress = Kube<'Ingress'>

/** A backend of an Ingress, and the path of it inside. */
interface Backend {
  readonly path: string
  readonly service: string
  readonly port: string | number | undefined
  readonly route: string
}

/** A backend that leads nowhere. */
export interface BackendMiss extends Backend {
  readonly missing: 'service' | 'port'
  readonly suggestion: string | undefined
  /** Names and numbers of the ports that the Service has. */
  readonly ports: readonly string[]
}

function backendsOf({ spec }: Ingress): readonly Backend[] {
  const found: Backend[] = []
  const add = (backend: NonNullable<Ingress['spec']>['defaultBackend'], path: string, route: string) => {
    const { name, port } = backend?.service ?? {}
    if (name !== undefined) found.push({ path, service: name, port: port?.name ?? port?.number, route })
  }
  add(spec?.defaultBackend, 'spec.defaultBackend', 'default backend')
  spec?.rules?.forEach(({ host = '', http }, rule) => {
    http?.paths?.forEach(({ path = '/', backend }, index) => {
      add(backend, `spec.rules[${rule}].http.paths[${index}].backend`, `${host}${path}`)
    })
  })
  return found
}

/** The AWS controller's way to point at an annotation where a Service's port would stand. */
const BY_ANNOTATION = 'use-annotation'

function check(backend: Backend, namespace: string, cluster: Cluster): BackendMiss | undefined {
  const { service: name, port } = backend
  if (port === BY_ANNOTATION) return undefined
  const found = cluster.find('Service', namespace, name)
  if (found.state === 'unseen') return undefined
  if (found.state === 'absent') {
    const names = cluster.list('Service', namespace).map(({ metadata }) => metadata.name)
    return { ...backend, missing: 'service', suggestion: nearest(name, names), ports: [] }
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

/** Takes an Ingress; returns its backends whose Service, or whose port of the Service, does not exist. */
export function backendMisses(ingress: Ingress, cluster: Cluster): readonly BackendMiss[] {
  const { namespace } = ingress.metadata
  if (namespace === undefined) return []
  return backendsOf(ingress)
    .map(backend => check(backend, namespace, cluster))
    .filter(miss => miss !== undefined)
}
