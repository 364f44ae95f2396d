import type { Kube } from '../../kube/index.ts'

export interface HostPort {
  readonly port: number
  readonly protocol: string
  readonly ip: string
  readonly container: string
}

/** The ports of its node that a pod takes. On the host network every container port is one. */
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

/** True where two pods cannot have both ports on one node (scheduler `HostPortInfo`). */
export function portsClash(a: HostPort, b: HostPort): boolean {
  return a.port === b.port && a.protocol === b.protocol && (a.ip === b.ip || isAny(a.ip) || isAny(b.ip))
}
