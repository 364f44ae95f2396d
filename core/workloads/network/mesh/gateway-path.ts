import type { Cluster } from '../../../cluster/cluster.ts'
import { matchesMap, selectorText } from '../../../cluster/selectors.ts'
import { fieldEvidence } from '../../../evidence.ts'
import type { Kube } from '../../../kube/index.ts'
import { refOf, refText, refTo } from '../../../ref.ts'
import { namespaceFlag, command as sh } from '../../../shell.ts'
import { workloadOf } from '../../workloads.ts'
import { type End, endOfPod, isSeenEverywhere } from '../ends.ts'
import { broken, type Hop, NOTHING, open, type Path, type Question, undecided } from '../hops.ts'
import { pathOf, toService } from '../path.ts'
import { isServing } from '../services.ts'
import { faultHop } from './hops.ts'
import {
  deadDestinations,
  deadGateway,
  destinationOf,
  gatewaysNamed,
  ISTIO_GATEWAY,
  routesIn,
  sharesOf,
} from './routes.ts'

type VirtualService = Kube<'VirtualService'>
type Gateway = Kube<'Gateway.networking.istio.io'>

/** Hosts of a gateway's servers may have a namespace before a slash. */
function serves(pattern: string, host: string): boolean {
  const [own = ''] = pattern.split('/').reverse()
  if (own === '*' || own === host) return true
  const covers = (wide: string, narrow: string) => wide.startsWith('*') && narrow.endsWith(wide.slice(1))
  return covers(own, host) || covers(host, own)
}

function hostHop(owner: VirtualService, gateway: Gateway): Hop | undefined {
  const hosts = owner.spec?.hosts ?? []
  const served = (gateway.spec?.servers ?? []).flatMap(server => server.hosts ?? [])
  if (hosts.some(host => served.some(pattern => serves(pattern, host)))) return undefined
  return broken(
    'exposure',
    `${refText(refOf(gateway))} serves ${served.join(', ') || 'no host'}, none of the hosts of ${refText(refOf(owner))} (${hosts.join(', ')})`,
    {
      kind: 'mesh',
      subject: refOf(owner),
      because: NOTHING,
      fix: { text: 'Use a host that the Gateway serves, or add a server for it to the Gateway.' },
    },
    [fieldEvidence(owner, 'spec.hosts', hosts), fieldEvidence(gateway, 'spec.servers[*].hosts', served)],
  )
}

/** The pods that a Gateway selects, ready ones first. */
function proxiesOf({ spec, metadata: { namespace } }: Gateway, cluster: Cluster): readonly Kube<'Pod'>[] {
  const { selector = {} } = spec ?? {}
  if (Object.keys(selector).length === 0) return []
  const labels = selectorText({ matchLabels: selector })
  const all = cluster.podsLabelled(labels, ({ metadata }) => matchesMap(metadata.labels, selector))
  const isBeside = ({ metadata }: Kube<'Pod'>) => metadata.namespace === namespace
  const pods = [...all.filter(isBeside), ...all.filter(pod => !isBeside(pod))]
  return [...pods.filter(isServing), ...pods.filter(pod => !isServing(pod))]
}

function proxyHop(gateway: Gateway, proxies: readonly Kube<'Pod'>[], cluster: Cluster): Hop {
  const [first] = proxies
  const ref = refOf(gateway)
  const { selector = {} } = gateway.spec ?? {}
  const labels = selectorText({ matchLabels: selector })
  if (first === undefined) {
    const text = `no pod has the labels that ${refText(ref)} selects (${labels})`
    return isSeenEverywhere('Pod', cluster)
      ? broken(
          'exposure',
          text,
          {
            kind: 'mesh',
            subject: ref,
            because: NOTHING,
            fix: { text: 'Set the selector to the labels of the ingress gateway’s pods.' },
          },
          [fieldEvidence(gateway, 'spec.selector', selector)],
        )
      : undecided(
          'exposure',
          `the pods of ${refText(ref)} were not read`,
          sh`kubectl get pods --all-namespaces -l ${labels}`,
          ref,
        )
  }
  const workload = workloadOf(first, cluster)
  if (!isServing(first))
    return broken(
      'exposure',
      `no pod of ${refText(workload)}, which serves ${refText(ref)}, is ready`,
      { kind: 'not-ready', subject: workload, because: proxies.slice(0, 20).map(refOf) },
      [fieldEvidence(first, 'status.conditions[Ready]', 'False')],
    )
  return open('exposure', `${refText(workload)} serves ${refText(ref)}`, ref)
}

/** The certificate of a server is in the namespace of the gateway's pods. */
function certificateHop(gateway: Gateway, namespace: string | undefined, cluster: Cluster): Hop | undefined {
  for (const [index, { tls }] of (gateway.spec?.servers ?? []).entries()) {
    const { credentialName: name = '' } = tls ?? {}
    if (name === '') continue
    const found = cluster.find('Secret', namespace, name)
    const path = `spec.servers[${index}].tls.credentialName`
    if (found.state === 'absent')
      return broken(
        'exposure',
        `Secret ${namespace ?? ''}/${name}, which ${refText(refOf(gateway))} names as its certificate, does not exist`,
        {
          kind: 'mesh',
          subject: refOf(gateway),
          because: NOTHING,
          fix: { text: `Create Secret ${name} in namespace ${namespace ?? ''}, where the pods of the gateway run.` },
        },
        [fieldEvidence(gateway, path, name)],
      )
    if (found.state === 'unseen')
      return undecided(
        'exposure',
        `the snapshot does not show whether Secret ${namespace ?? ''}/${name} with the certificate exists`,
        sh`kubectl get secret ${name}${namespaceFlag(namespace)}`,
        refTo('Secret', namespace, name),
      )
  }
  return undefined
}

interface Entrance {
  readonly hops: readonly (Hop | undefined)[]
  readonly proxy: Kube<'Pod'> | undefined
}

/** The Gateways through which requests enter: one that serves is enough. */
function entranceOf(owner: VirtualService, cluster: Cluster): Entrance {
  const lost = deadGateway(owner, cluster)
  const ref = refOf(owner)
  if (lost !== undefined)
    return {
      hops: [faultHop('exposure', owner, lost)],
      proxy: undefined,
    }
  const named = gatewaysNamed(owner).filter(({ text }) => text !== 'mesh')
  const entrances = named.flatMap(({ name, namespace: place }): readonly Entrance[] => {
    const found = cluster.find(ISTIO_GATEWAY, place, name)
    if (found.state === 'absent') return []
    if (found.state === 'unseen')
      return [
        {
          hops: [
            undecided(
              'exposure',
              `Istio Gateway ${place ?? ''}/${name} was not read`,
              sh`kubectl get gateways.networking.istio.io ${name}${namespaceFlag(place)} -o yaml`,
            ),
          ],
          proxy: undefined,
        },
      ]
    const proxies = proxiesOf(found.object, cluster)
    const [proxy] = proxies
    const hops = [
      proxyHop(found.object, proxies, cluster),
      hostHop(owner, found.object),
      proxy && certificateHop(found.object, proxy.metadata.namespace, cluster),
    ]
    return [{ hops, proxy }]
  })
  const isBroken = ({ hops }: Entrance) => hops.some(hop => hop?.state === 'broken')
  const best = entrances.find(each => !isBroken(each)) ?? entrances[0]
  if (best !== undefined) return best
  const text = `${refText(ref)} names no Gateway, so it serves only clients in the mesh`
  const fix = { text: 'Name the Gateway through which requests should come in spec.gateways.' }
  return {
    hops: [
      broken('exposure', text, { kind: 'mesh', subject: ref, because: NOTHING, fix }, [
        fieldEvidence(owner, 'spec.gateways', 'not set'),
      ]),
    ],
    proxy: undefined,
  }
}

/** The path of an external request through a gateway of the mesh; the first destination represents the others. */
export function walkVirtualService(from: End, owner: VirtualService, cluster: Cluster): Path {
  const { hops, proxy } = entranceOf(owner, cluster)
  const question: Question = { from, host: undefined }
  const ref = refOf(owner)
  const [dead] = deadDestinations(owner, cluster)
  if (dead !== undefined) {
    const hop = faultHop('mesh-route', owner, dead)
    return pathOf(question, [...hops, hop], undefined, NOTHING)
  }
  for (const route of routesIn(owner.spec, 'http')) {
    const [share] = sharesOf(route)
    const found = share && destinationOf(share.destination, owner.metadata.namespace, cluster)
    if (share === undefined || found?.state !== 'present') continue
    const { host = '', port } = share.destination
    const routed = open(
      'mesh-route',
      `${refText(ref)} routes to ${host}${port?.number === undefined ? '' : `:${port.number}`} (${route.name})`,
      ref,
    )
    const number = port?.number ?? found.service.spec?.ports?.[0]?.port
    const inner: Question = { from: proxy === undefined ? from : endOfPod(proxy), host, port: number }
    const rest = proxy === undefined ? NOTHING : toService(inner, found.service, undefined, cluster).hops
    return pathOf(question, [...hops, routed, ...rest], undefined, NOTHING)
  }
  return pathOf(question, hops, undefined, NOTHING)
}
