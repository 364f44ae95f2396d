import type { Cases } from '../../support/cases.ts'
import type { Variation } from '../../support/variation.ts'
import { added, borrowed, edit, gone, inContainers, notRead, readOnlyIn, write } from '../../support/variation.ts'

const DNS = { 'k8s-app': 'kube-dns' }
const SLICE = { 'kubernetes.io/service-name': 'kube-dns' }
const started = write('Deployment', 'coredns', ['spec', 'replicas'], 1)
/** A pod as another recording has it, as one of the cluster DNS. */
const pod = (id: string, name: string, more: object = {}): readonly Variation[] => [
  borrowed(id, 'Pod', name, 'kube-system'),
  edit('Pod', name, object => ({
    ...object,
    metadata: { name: 'coredns-1', namespace: 'kube-system', labels: DNS, ...more },
  })),
]
const ready = (more: object = {}) => pod('healthy-rolled', 'web-dbb6fffff-4fgpn', more)
const endpoints = (id: string, name: string): readonly Variation[] => [
  gone('Endpoints', 'kube-dns'),
  borrowed(id, 'Endpoints', name, 'kube-system'),
  write('Endpoints', name, ['metadata', 'name'], 'kube-dns'),
]
const slice = (id: string, name: string, labels: object = SLICE): readonly Variation[] => [
  gone('Endpoints', 'kube-dns'),
  borrowed(id, 'EndpointSlice', name, 'kube-system'),
  write('EndpointSlice', name, ['metadata', 'labels'], labels),
]
const unseenPods = readOnlyIn('frontends', 'Pod')
const deployment = (namespace: string, name: string) => {
  const spec = { replicas: 1, template: { metadata: { labels: { app: name } } } }
  const written = { kind: 'Deployment', metadata: { namespace, name }, spec }
  return added(written)
}

export default {
  'a DNS pod is ready': {
    recording: 'cluster-dns-down',
    varied: [started, ...ready()],
    everywhere: true,
    found: 0,
  },
  'no DNS pod is ready': {
    recording: 'cluster-dns-down',
    varied: [
      started,
      ...pod('progressing-slow-start', 'jvm-6bcb4bc5f8-hzpm2'),
      inContainers('coredns-1', { startupProbe: undefined }),
    ],
    found: 1,
  },
  'the only DNS pod is being deleted': {
    recording: 'cluster-dns-down',
    varied: [...ready({ deletionTimestamp: '2026-11-23T21:48:00Z' })],
    found: 1,
  },
  'the Deployment is new and has no pod yet': {
    recording: 'cluster-dns-down',
    varied: [started],
    found: 1,
  },
  'pods were not read and there is no address': {
    recording: 'cluster-dns-down',
    varied: [unseenPods],
    found: 1,
  },
  'pods were not read and there is an address': {
    recording: 'cluster-dns-down',
    varied: [unseenPods, ...endpoints('lb-pending', 'public')],
    everywhere: true,
    found: 0,
  },
  'pods were not read and only some addresses are ready': {
    recording: 'cluster-dns-down',
    varied: [
      unseenPods,
      ...endpoints('lb-pending', 'public'),
      edit('Endpoints', 'kube-dns', object => {
        const [subset] = object['subsets'] as readonly { readonly addresses: object }[]
        const { addresses, ...ports } = subset ?? { addresses: [] }
        return { ...object, subsets: [{ ...ports, notReadyAddresses: addresses }, subset] }
      }),
    ],
    everywhere: true,
    found: 0,
  },
  'neither pods nor addresses were read': {
    recording: 'cluster-dns-down',
    varied: [unseenPods, notRead('Endpoints')],
    everywhere: true,
    found: 0,
  },
  'addresses were not read and there is no pod': {
    recording: 'cluster-dns-down',
    varied: [notRead('Endpoints')],
    found: 1,
  },
  'one of the endpoints is ready': {
    recording: 'cluster-dns-down',
    varied: [unseenPods, ...slice('image-tag-typo', 'web-ngk67')],
    everywhere: true,
    found: 0,
  },
  'all endpoints are ready': {
    recording: 'cluster-dns-down',
    varied: [unseenPods, ...slice('healthy-rolled', 'web-jl49l')],
    everywhere: true,
    found: 0,
  },
  'one of two EndpointSlices is empty': {
    recording: 'cluster-dns-down',
    varied: [
      unseenPods,
      ...slice('service-selector-typo', 'storefront-zj7mt'),
      borrowed('healthy-rolled', 'EndpointSlice', 'web-jl49l', 'kube-system'),
      write('EndpointSlice', 'web-jl49l', ['metadata', 'labels'], SLICE),
    ],
    everywhere: true,
    found: 0,
  },
  'the only EndpointSlice is empty': {
    recording: 'cluster-dns-down',
    varied: [unseenPods, ...slice('service-selector-typo', 'storefront-zj7mt')],
    found: 1,
  },
  'the ready endpoints are of another Service': {
    recording: 'cluster-dns-down',
    varied: [...slice('healthy-rolled', 'web-jl49l', { 'kubernetes.io/service-name': 'metrics-server' })],
    found: 1,
  },
  'the Service was not read': {
    recording: 'cluster-dns-down',
    varied: [notRead('Service')],
    everywhere: true,
    found: 0,
  },
  'the workload of the DNS pods was not read': {
    recording: 'cluster-dns-down',
    varied: [gone('Deployment', 'coredns'), deployment('kube-system', 'autoscaler')],
    everywhere: true,
    found: 0,
  },
  'other workloads in its namespace, and one of its name elsewhere': {
    recording: 'cluster-dns-down',
    varied: [deployment('kube-system', 'autoscaler'), deployment('another', 'coredns')],
    found: 1,
  },
  'one of its pods is ready': {
    recording: 'cluster-dns-down',
    varied: [started, ...pod('progressing-slow-start', 'jvm-6bcb4bc5f8-hzpm2', { name: 'coredns-2' }), ...ready()],
    everywhere: true,
    found: 0,
  },
  'diagnosis of the whole cluster, before any lookup fails': {
    recording: 'cluster-dns-down',
    varied: ['Pod', 'ReplicaSet', 'Deployment'].map(kind => gone(kind, /^front/)),
    everywhere: true,
    found: 1,
  },
} satisfies Cases
