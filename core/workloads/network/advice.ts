import { refText } from '../../ref.ts'
import type { Fault } from './hops.ts'

/** What to write instead, where a hop shows it. */
export function adviceFor(fault: Fault): string | undefined {
  switch (fault.kind) {
    case 'name': {
      const { suggestion, why, name } = fault.missing
      if (why === 'node-resolver')
        return 'Set `dnsPolicy: ClusterFirst`, or `ClusterFirstWithHostNet` with `hostNetwork: true`.'
      if (why === 'not-headless')
        return `Make Service ${name} headless (\`clusterIP: None\`), or ask for the Service itself.`
      if (why === 'alias-address') return 'Use a Service without a selector and an EndpointSlice for the address.'
      return suggestion === undefined ? undefined : `Ask for ${suggestion}, which exists.`
    }
    case 'service-port':
      return fault.only === undefined
        ? `Use one of the ports that ${fault.service} has: ${fault.ports.join(', ')}.`
        : `Use port ${fault.only}, the only one of ${fault.service}.`
    case 'no-endpoints':
      return `Give ${fault.subject.kind} ${fault.subject.name} a selector, or an EndpointSlice.`
    case 'not-exposed':
      return 'Route to it by an Ingress or a Gateway, or make it a Service of type LoadBalancer.'
    case 'node-local':
      return 'Run an endpoint on every node, or set `internalTrafficPolicy: Cluster`.'
    case 'not-listening':
      return fault.isLoopback
        ? `Let ${refText(fault.subject)} listen on all interfaces (0.0.0.0).`
        : `Use the port on which ${refText(fault.subject)} listens.`
    default:
      return undefined
  }
}
