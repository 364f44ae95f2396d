import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import { podsOn } from '../nodes/node-pods.ts'

export interface HostPort {
  readonly port: number
  readonly protocol: string
  readonly ip: string
  readonly container: string
}

/** The ports of its node that a pod takes. With hostNetwork every container port is one. */
export function hostPortsOf(pod: Kube<'Pod'>): readonly HostPort[] {
  const { containers = [], initContainers = [], hostNetwork } = pod.spec ?? {}
  const running = [...containers, ...initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always')]
  return running.flatMap(({ name = '', ports = [] }) =>
    ports.flatMap(({ hostPort, containerPort, protocol = 'TCP', hostIP }) => {
      const port = hostPort ?? (hostNetwork === true ? containerPort : undefined)
      return port === undefined || port === 0 ? [] : [{ port, protocol, ip: hostIP ?? '0.0.0.0', container: name }]
    }),
  )
}

function isAny(ip: string): boolean {
  return ip === '' || ip === '0.0.0.0' || ip === '::'
}

/** True if two pods cannot have these ports on one node (scheduler `HostPortInfo`). */
function portsClash(a: HostPort, b: HostPort): boolean {
  return a.port === b.port && a.protocol === b.protocol && (a.ip === b.ip || isAny(a.ip) || isAny(b.ip))
}

interface TakenPort {
  readonly port: HostPort
  readonly holder: Kube<'Pod'>
}

function takenPorts(node: Kube<'Node'>, cluster: Cluster): ReadonlyMap<string, readonly TakenPort[]> {
  const taken = new Map<string, TakenPort[]>()
  for (const holder of podsOn(node.metadata.name, cluster)) {
    for (const port of hostPortsOf(holder)) {
      const key = `${port.port}/${port.protocol}`
      const known = taken.get(key)
      if (known === undefined) taken.set(key, [{ port, holder }])
      else known.push({ port, holder })
    }
  }
  return taken
}

/** Cache, shared by pods that want the same port. */
function knownHolders(): Map<string, readonly Kube<'Pod'>[]> {
  return new Map()
}

/** The pods on a node with a port that conflicts with this one. */
export function holdersOfPort(port: HostPort, node: Kube<'Node'>, cluster: Cluster): readonly Kube<'Pod'>[] {
  const known = cluster.of(node, knownHolders)
  const key = `${port.port}/${port.protocol}/${port.ip}`
  const before = known.get(key)
  if (before !== undefined) return before
  const taken = cluster.of(node, takenPorts).get(`${port.port}/${port.protocol}`) ?? []
  const holders = taken.filter(other => portsClash(port, other.port)).map(({ holder }) => holder)
  known.set(key, holders)
  return holders
}
