import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf, refText, refTo } from '../../ref.ts'
import { namespaceFlag, command as sh } from '../../shell.ts'
import { parseImage } from '../images/image-name.ts'
import { isFinished, isTerminating } from '../pods.ts'
import { workloadOf } from '../workloads.ts'
import type { End } from './ends.ts'
import { endOfPod, UNKNOWN } from './ends.ts'
import type { Hop, Path, Question } from './hops.ts'
import { broken, open, undecided } from './hops.ts'
import type { IngressBackend } from './ingresses.ts'
import {
  absentController,
  backendMiss,
  certificateLack,
  classOf,
  ingressBackends,
  isTaken,
  isUnserved,
} from './ingresses.ts'
import { pathOf, toService } from './path.ts'
import { isServing } from './services.ts'

type Ingress = Kube<'Ingress'>

/** Ingress controllers by the app name in their charts and manifests. */
const CONTROLLERS: readonly string[] = [
  'ingress-nginx',
  'nginx-ingress',
  'traefik',
  'haproxy-ingress',
  'kubernetes-ingress',
  'kong',
  'contour',
  'envoy',
  'ambassador',
  'emissary-ingress',
  'voyager',
  'apisix',
  'istio-ingressgateway',
  'gloo',
]

/** Their images, if the labels are customized: `registry.k8s.io/ingress-nginx/controller`. */
const IMAGES =
  /(?:^|\/)(?:ingress-nginx\/controller|nginx-ingress(?:-controller)?|traefik|kubernetes-ingress(?:-controller)?|haproxy-ingress|emissary|contour)$/

function isController({ metadata: { labels = {} }, spec }: Kube<'Pod'>): boolean {
  const names = [
    labels['app.kubernetes.io/name'],
    labels['app.kubernetes.io/component'],
    labels['app'],
    labels['k8s-app'],
  ]
  if (names.some(name => name !== undefined && CONTROLLERS.includes(name))) return true
  return spec?.containers?.some(({ image = '' }) => IMAGES.test(parseImage(image).repository)) === true
}

/** Pods of ingress controllers, ready ones first. */
function findControllers(_snapshot: object, cluster: Cluster): readonly Kube<'Pod'>[] {
  const labels = `app.kubernetes.io/name in (${CONTROLLERS.join(',')})`
  const pods = cluster.podsLabelled(labels, pod => isController(pod) && !isTerminating(pod) && !isFinished(pod))
  return [...pods.filter(isServing), ...pods.filter(pod => !isServing(pod))]
}

/** The hop if no ingress controller is ready: of several kinds, one is enough. */
function controllerHop([first, ...more]: readonly Kube<'Pod'>[], cluster: Cluster): Hop | undefined {
  if (first === undefined || isServing(first)) return undefined
  const workload = workloadOf(first, cluster)
  return broken(
    'exposure',
    `no pod of ${refText(workload)}, the ingress controller, is ready`,
    { kind: 'not-ready', subject: workload, because: [first, ...more].slice(0, 20).map(refOf) },
    [fieldEvidence(first, 'status.conditions[Ready]', 'False')],
    refOf(first),
  )
}

function classHop(ingress: Ingress, cluster: Cluster): Hop {
  const { name, by } = classOf(ingress)
  const ref = refOf(ingress)
  const isOpen = isTaken(ingress, cluster)
  const controller = name === undefined || isOpen ? undefined : absentController(name, cluster)
  if (controller !== undefined)
    return broken(
      'route',
      `no controller (${controller}) of ingress class ${name ?? ''} runs in the cluster`,
      { kind: 'ingress-class', subject: ref, because: [] },
      [fieldEvidence(ingress, 'spec.ingressClassName', name ?? '')],
    )
  if (isOpen || cluster.find('IngressClass', undefined, name ?? '').state === 'present')
    return open('route', `${refText(ref)} ${name === undefined ? 'is served' : `is of class ${name}`}`, ref)
  // Without any class, a controller that handles every Ingress may be running.
  const isMaybeAny = by === 'nothing' && cluster.list('IngressClass').length === 0
  if (by === 'annotation' || isMaybeAny || !isUnserved(ingress, cluster))
    return undecided(
      'route',
      `the snapshot does not show whether a controller serves ${refText(ref)}`,
      sh`kubectl describe ingress ${ref.name}${namespaceFlag(ref.namespace)}`,
      ref,
    )
  return broken(
    'route',
    name === undefined
      ? `${refText(ref)} names no class and the cluster has no default one`
      : `ingress class ${name} of ${refText(ref)} does not exist`,
    { kind: 'ingress-class', subject: ref, because: [] },
    [fieldEvidence(ingress, 'spec.ingressClassName', name ?? 'not set')],
  )
}

function addressHop(ingress: Ingress): Hop {
  const ref = refOf(ingress)
  const given = (ingress.status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip ?? hostname ?? '')
  if (given.length > 0) return open('exposure', `${refText(ref)} has the address ${given.join(', ')}`, ref)
  return undecided(
    'exposure',
    `${refText(ref)} has no address; some controllers never set one`,
    sh`kubectl get ingress ${ref.name}${namespaceFlag(ref.namespace)}`,
    ref,
  )
}

/** Whether its certificates for HTTPS exist. */
function tlsHop(ingress: Ingress, cluster: Cluster): Hop | undefined {
  const ref = refOf(ingress)
  const named = (ingress.spec?.tls ?? []).flatMap(({ secretName = '' }, index) =>
    secretName === ''
      ? []
      : [
          {
            secretName,
            index,
            state: cluster.find('Secret', ref.namespace, secretName).state,
            lacks: certificateLack(ref.namespace ?? '', secretName, cluster),
          },
        ],
  )
  const useless = named.find(({ lacks }) => lacks !== undefined)
  if (useless !== undefined) {
    const { secretName, index, lacks = [] } = useless
    const what = lacks.length === 0 ? 'does not exist' : `has no ${lacks.join(' and ')}`
    return broken(
      'exposure',
      `TLS Secret ${secretName} of ${refText(ref)} ${what}, so HTTPS clients get another certificate`,
      { kind: 'ingress-tls', subject: ref, because: [] },
      [fieldEvidence(ingress, `spec.tls[${index}].secretName`, secretName)],
    )
  }
  const unseen = named.find(({ state }) => state === 'unseen')
  if (unseen === undefined) return undefined
  return undecided(
    'exposure',
    `the snapshot does not show whether TLS Secret ${unseen.secretName} exists`,
    sh`kubectl get secret ${unseen.secretName}${namespaceFlag(ref.namespace)}`,
    refTo('Secret', ref.namespace, unseen.secretName),
  )
}

function routeHop(ingress: Ingress, backend: IngressBackend, cluster: Cluster): Hop {
  const ref = refOf(ingress)
  const { service, port, route, path } = backend
  const miss = backendMiss(backend, ingress.metadata.namespace ?? '', cluster)
  const to = `Service ${service}${port === undefined ? '' : `:${port}`}`
  if (miss !== undefined)
    return broken(
      'route',
      miss.missing === 'service'
        ? `${refText(ref)} routes ${route} to ${to}, which does not exist`
        : `${refText(ref)} routes ${route} to ${to}, and the Service has no such port`,
      { kind: 'ingress-backend', subject: ref, because: [] },
      [fieldEvidence(ingress, `${path}.service`, `${service}:${port ?? ''}`)],
    )
  const namespace = ingress.metadata.namespace ?? ''
  if (cluster.find('Service', namespace, service).state === 'unseen')
    return undecided(
      'route',
      `Services of namespace ${namespace} were not read`,
      sh`kubectl get service ${service} -n ${namespace}`,
    )
  return open('route', `${refText(ref)} routes ${route} to ${to}`, refTo('Service', namespace, service))
}

function walkBackend(
  ingress: Ingress,
  backend: IngressBackend,
  controller: End,
  cluster: Cluster,
): readonly (Hop | undefined)[] {
  const route = routeHop(ingress, backend, cluster)
  const found = cluster.find('Service', ingress.metadata.namespace, backend.service)
  if (route.state !== 'open' || found.state !== 'present') return [route]
  const question: Question = { from: controller, host: backend.service, port: backend.port }
  return [route, ...toService(question, found.object, undefined, cluster).hops]
}

/** The path of an external request through an Ingress: to the broken one of several backends, else the first. */
export function walkIngress(from: End, ingress: Ingress, cluster: Cluster): Path {
  const pods = cluster.of(cluster.snapshot, findControllers)
  const [pod] = pods
  const controller = pod === undefined ? UNKNOWN : endOfPod(pod)
  const branches = ingressBackends(ingress)
    .slice(0, 20)
    .map(backend => walkBackend(ingress, backend, controller, cluster))
  const branch = branches.find(hops => hops.some(hop => hop?.state === 'broken')) ?? branches[0] ?? []
  const question: Question = { from, host: undefined }
  return pathOf(
    question,
    [
      classHop(ingress, cluster),
      controllerHop(pods, cluster),
      addressHop(ingress),
      tlsHop(ingress, cluster),
      ...branch,
    ],
    undefined,
    [],
  )
}
