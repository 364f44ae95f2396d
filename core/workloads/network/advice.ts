import { refText } from '../../ref.ts'
import type { Fault } from './hops.ts'

/** What to use instead, if a hop shows it. */
export function adviceFor(fault: Fault): string | undefined {
  switch (fault.kind) {
    case 'name': {
      const { suggestion, why, name, isOwnResolver = false, isNode = false, addresses: [address] = [] } = fault.missing
      if (fault.missing.deployment !== undefined)
        return `Create Service ${name} for Deployment ${name}, which has none.`
      if (isNode)
        return address === undefined
          ? `Connect from a pod, since Service ${name} is headless and has no address of its own.`
          : `Connect from a pod, or use the address of Service ${name}, ${address}.`
      if (why === 'node-resolver')
        return 'Set dnsPolicy: ClusterFirst, or ClusterFirstWithHostNet with hostNetwork: true.'
      if (why === 'other-resolver')
        return 'Set dnsPolicy: ClusterFirst, or name the cluster DNS first among dnsConfig.nameservers.'
      if (why === 'not-completed' && isOwnResolver)
        return `Set dnsPolicy: ClusterFirst; if its nameservers know the cluster's names, write the full name, ${suggestion ?? ''}, instead.`
      if (why === 'not-completed')
        return `Write the full name, ${suggestion ?? ''}, or add its domain to dnsConfig.searches.`
      if (why === 'absolute') return `Remove the trailing dot, or write the full name, ${suggestion ?? ''}.`
      if (why === 'alias-short') return `Set externalName to the full name, ${suggestion ?? ''}.`
      if (why === 'not-headless')
        return `Make Service ${name} headless (clusterIP: None), or use the name of the Service itself.`
      if (why === 'alias-target') return `Set externalName of Service ${name} to a host name that exists.`
      if (why === 'alias-address') return 'Use a Service without a selector and an EndpointSlice for the address.'
      if (suggestion !== undefined) return `Use ${suggestion}, which exists.`
      return why === 'pod'
        ? `Use the name of Service ${name} itself: only pods with a hostname and subdomain, as a StatefulSet sets them, have names of their own.`
        : undefined
    }
    case 'service-port':
      if (fault.ports.length === 0) return `Add a port to ${fault.service}.`
      return fault.only === undefined
        ? `Use one of the ports of ${fault.service}: ${fault.ports.join(', ')}.`
        : `Use port ${fault.only}, the only one of ${fault.service}.`
    case 'port-names':
      return `Give a port of the EndpointSlice the same name as the Service’s port: ${fault.wanted}.`
    case 'external-local':
      return `Connect to ${fault.nodes.slice(0, 3).join(', ')}, or set externalTrafficPolicy: Cluster, which hides client addresses.`
    case 'backend-tls':
      return fault.bundle === undefined
        ? 'Fix what the condition of the BackendTLSPolicy reports.'
        : `Create ${fault.bundle} with the CA certificate under the key ca.crt, or correct the reference.`
    case 'mesh':
      return fault.fix.text
    case 'no-weight':
      return 'Give at least one backend of the rule a weight above 0.'
    case 'no-endpoints':
      if (fault.list !== undefined) return 'List the pods that its selector matches: each ready one is an endpoint.'
      return `Add a selector to ${fault.subject.kind} ${fault.subject.name}, or create an EndpointSlice for it.`
    case 'not-exposed':
      if (fault.alias !== undefined) return `Connect to ${fault.alias} itself: the Service is its name in the cluster.`
      return 'Expose it with an Ingress or a Gateway, or change the Service to type LoadBalancer.'
    case 'source-ranges':
      return `Add the client’s address, ${fault.address}, to spec.loadBalancerSourceRanges if it may connect.`
    case 'not-inside':
      return fault.instead === undefined
        ? 'Start the server in this pod, or set the name of its Service instead of the pod’s own address.'
        : `Set the address of the server: ${fault.instead} is the Service with that port.`
    case 'no-pod-there':
      return 'Use the name of a Service: pods get new addresses when they are replaced.'
    case 'not-listening':
      if (fault.mapped !== undefined) return `Connect to port ${fault.mapped}, or give the Service a cluster IP.`
      return fault.isLoopback
        ? `Make ${refText(fault.subject)} listen on all interfaces (0.0.0.0).`
        : `Use the port that ${refText(fault.subject)} listens on.`
    default:
      return undefined
  }
}
