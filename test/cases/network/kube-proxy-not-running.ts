import type { Cases } from '../../support/cases.ts'
import type { Variation } from '../../support/variation.ts'
import { added, borrowed, edit, later, readOnlyIn, write } from '../../support/variation.ts'

const daemonSet = (name: string, namespace = 'kube-system') =>
  added({
    kind: 'DaemonSet',
    ...{ metadata: { name, namespace }, spec: { template: { spec: { hostNetwork: true } } } },
  })
/** A pod as another recording has it, as one of kube-proxy. */
const pod = (id: string, name: string, more: object = {}): readonly Variation[] => [
  borrowed(id, 'Pod', name, 'kube-system'),
  edit('Pod', name, object => ({
    ...object,
    metadata: {
      ...{ name: 'kube-proxy-1', namespace: 'kube-system', ...more },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'kube-proxy', uid: '1', controller: true }],
    },
  })),
]
const elsewhere = pod('pod-ips-exhausted', 'crawler-bffdb9cc6-8dplw')
const ready = pod('healthy-rolled', 'web-dbb6fffff-4fgpn')
const unready = pod('readiness-500', 'pricing-6647c48966-d6x8m')
const startingPod = pod('readiness-500', 'pricing-6647c48966-d6x8m', { creationTimestamp: '2026-11-23T21:18:55Z' })
const service = (clusterIP: string) => {
  const written = {
    kind: 'Service',
    metadata: { name: 'db', namespace: 'crm' },
    spec: { clusterIP, ports: [{ port: 5432 }] },
  }
  const endpoints = { kind: 'Endpoints', metadata: written.metadata, subsets: [{ addresses: [{ ip: '192.0.2.7' }] }] }
  return added(written, endpoints)
}

export default {
  'names are not resolved on a node where it has no pod': {
    recording: 'crash-dns',
    varied: [daemonSet('kube-proxy'), ...elsewhere],
    found: 1,
  },
  'its pod on the node is ready': {
    recording: 'crash-dns',
    varied: [daemonSet('kube-proxy'), ...ready],
    found: 0,
  },
  'its pod on the node is not ready': {
    recording: 'crash-dns',
    varied: [daemonSet('kube-proxy'), ...unready],
    found: 1,
  },
  'its pod on the node was only just made': {
    recording: 'crash-dns',
    varied: [daemonSet('kube-proxy'), ...startingPod],
    found: 0,
  },
  'another DaemonSet is incomplete': {
    recording: 'crash-dns',
    varied: [borrowed('image-never', 'DaemonSet', 'agent', 'crm-eu'), ...elsewhere],
    found: 0,
  },
  'its pods were not read': {
    recording: 'crash-dns',
    varied: [daemonSet('kube-proxy'), readOnlyIn('crm-eu', 'Pod')],
    found: 0,
  },
  'an address that is no Service needs no kube-proxy': {
    recording: 'crash-db-refused',
    varied: [daemonSet('kube-proxy'), ...elsewhere, service('10.96.44.8')],
    found: 0,
  },
  'the address of a Service is reached through kube-proxy': {
    recording: 'crash-db-refused',
    varied: [daemonSet('kube-proxy'), ...elsewhere, service('10.96.44.7')],
    found: 1,
  },
  'all pods are healthy': {
    recording: 'healthy-rolled',
    varied: [daemonSet('kube-proxy'), ...elsewhere],
    found: 0,
  },
  'the client has been running again for a while': {
    recording: 'crash-dns',
    varied: [daemonSet('kube-proxy'), ...elsewhere, later(1500)],
    found: 0,
  },
  'of two nodes without it the one is named where names are not resolved': {
    recording: 'crash-dns',
    varied: [
      daemonSet('kube-proxy'),
      borrowed('readiness-500', 'Pod', 'pricing-6647c48966-d6x8m', 'crm-eu'),
      borrowed('cni-bad-plugin', 'Node', 'node-2'),
      write('Pod', 'pricing-6647c48966-d6x8m', ['spec', 'nodeName'], 'node-2'),
    ],
    found: 1,
  },
  'diagnosis of the whole cluster, nothing fails for lack of it': {
    recording: 'crash-db-refused',
    varied: [daemonSet('kube-proxy'), ...elsewhere, service('10.96.44.8')],
    everywhere: true,
    found: 0,
  },
} satisfies Cases
