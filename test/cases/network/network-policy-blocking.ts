import type { Cases } from '../../support/cases.ts'
import type { Variation } from '../../support/variation.ts'
import { added, borrowed, later, worded, write } from '../../support/variation.ts'

const deny = write('NetworkPolicy', 'default-deny', ['spec'], { podSelector: {}, policyTypes: ['Egress'] })
const only = (spec: object) => write('NetworkPolicy', 'default-deny', ['spec'], { podSelector: {}, ...spec })
const policy = (name: string, namespace: string, spec: object) => ({
  kind: 'NetworkPolicy',
  metadata: { name, namespace },
  spec: { podSelector: {}, policyTypes: ['Egress'], ...spec },
})
const others = ['a', 'b', 'c', 'd', 'e', 'f'].map(name => policy(`deny-${name}`, 'isolated', {}))
const noEgress = policy('no-egress', 'crm-eu', {})
const kubeSystem = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }
const dnsOnly = policy('dns-only', 'crm-eu', { egress: [{ to: [kubeSystem], ports: [{ port: 53, protocol: 'UDP' }] }] })
const server = {
  kind: 'Service',
  metadata: { name: 'postgres', namespace: 'crm-eu' },
  spec: { selector: { app: 'db' }, ports: [{ port: 5432 }] },
}

const dns = {
  kind: 'Service',
  metadata: { name: 'kube-dns', namespace: 'kube-system' },
  spec: { clusterIP: '10.96.0.10', selector: { app: 'db' }, ports: [{ port: 53, protocol: 'UDP' }] },
}
const dnsPod = borrowed('egress-denied', 'Pod', 'db-78d7d95bdd-pqf4j', 'kube-system')
const lockdown = (ingress: readonly object[]) =>
  policy('lockdown', 'kube-system', { policyTypes: ['Ingress'], ingress })

/** A policy of both ends, whose packets are dropped. */
const closed = (rules: object): readonly Variation[] => [
  write('NetworkPolicy', 'seats-redis', ['spec'], { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ...rules }),
  worded(/connect: Connection refused/g, 'i/o timeout', 'Go net: OpError'),
]

export default {
  'one policy blocks DNS, and both ends of the connection': {
    recording: 'ready-ingress-policy',
    varied: closed({}),
    found: 1,
  },
  'its rules are for other peers': {
    recording: 'ready-ingress-policy',
    varied: closed({ egress: [{ ports: [{ port: 443 }, { port: 80 }] }] }),
    found: 1,
  },
  'the server’s policy has no ingress rules': {
    recording: 'egress-denied',
    varied: [only({ policyTypes: ['Ingress'], podSelector: { matchLabels: { app: 'db' } } })],
    found: 1,
  },
  'the connection is allowed on both sides': {
    recording: 'egress-denied',
    varied: [only({ policyTypes: ['Egress'], egress: [{ ports: [{ port: 6379 }] }] })],
    found: 0,
  },
  'a rule for the virtual address of the Service does not let the packets through': {
    recording: 'egress-denied',
    varied: [only({ policyTypes: ['Egress'], egress: [{ to: [{ ipBlock: { cidr: '10.96.0.0/12' } }] }] })],
    found: 1,
  },
  'no policy of several allows the connection, and only some are shown': {
    recording: 'egress-denied',
    varied: [deny, added(...others)],
    found: 1,
  },
  'egress to DNS is not allowed': {
    recording: 'crash-dns',
    varied: [added(noEgress)],
    found: 1,
  },
  'egress to DNS is allowed': {
    recording: 'crash-dns',
    varied: [added(dnsOnly)],
    found: 0,
  },
  'the policy of the DNS pods has no ingress rules': {
    recording: 'crash-dns',
    varied: [added(dns, lockdown([])), dnsPod],
    found: 1,
  },
  'the policy of the DNS pods allows port 53': {
    recording: 'crash-dns',
    varied: [added(dns, lockdown([{ ports: [{ port: 53, protocol: 'UDP' }] }])), dnsPod],
    found: 0,
  },
  'a lookup fails, and the policy blocks only the server': {
    recording: 'crash-dns',
    varied: [added(dnsOnly, server), borrowed('egress-denied', 'Pod', 'db-78d7d95bdd-pqf4j', 'crm-eu')],
    found: 0,
  },
  'the destination is not in the cluster': {
    recording: 'crash-db-refused',
    varied: [added(policy('no-egress', 'crm', {}))],
    found: 1,
  },
  'the client has been running again for a while': {
    recording: 'crash-dns',
    varied: [added(noEgress), later(1500)],
    found: 0,
  },
} satisfies Cases
