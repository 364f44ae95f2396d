import type { Cases } from '../../support/cases.ts'
import { another, borrowed, notRead, worded, write } from '../../support/variation.ts'

const RULES = /didn't match pod anti-affinity rules/g
const TERMS = ['spec', 'affinity', 'podAntiAffinity', 'requiredDuringSchedulingIgnoredDuringExecution']

const away = (app: string, where: object = {}) => ({
  labelSelector: { matchLabels: { app } },
  topologyKey: 'kubernetes.io/hostname',
  ...where,
})

/** `redis-1` has no rule of its own, and the scheduler says that those of placed pods keep it off. */
const keptOff = [
  write('Pod', 'redis-1', ['spec', 'affinity'], undefined),
  worded(RULES, "didn't satisfy existing pods anti-affinity rules", 'kubernetes plugins/interpodaffinity/filtering.go'),
]

const LABELLED = { matchLabels: { 'kubernetes.io/metadata.name': 'session-store' } }
/** The placed pod is of another namespace. */
const elsewhere = [...keptOff, write('Pod', 'redis-0', ['metadata', 'namespace'], 'sessions')]

/** A Deployment whose pods keep off each other, one of them placed. */
const deployment = [
  worded(
    /didn't have free ports for the requested pod ports/g,
    "didn't match pod anti-affinity rules",
    'kubernetes plugins/interpodaffinity/filtering.go',
  ),
  write('Pod', /^proxy/, ['spec', 'containers'], [{ name: 'proxy' }]),
  write('Pod', 'proxy-5f78cf9d96-7shzl', TERMS, [away('proxy')]),
]
const placed = (path: readonly string[], value: unknown) => write('Pod', 'proxy-5f78cf9d96-mjtvz', path, value)
const ofRevision = (hash: string) => [
  placed(['metadata', 'labels', 'pod-template-hash'], hash),
  placed(
    ['metadata', 'ownerReferences'],
    [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `proxy-${hash}`, controller: true }],
  ),
]

export default {
  'the scheduler speaks of a rule that was not read': {
    recording: 'pending-anti-affinity',
    varied: [write('Pod', /^redis/, ['spec', 'affinity'], undefined)],
    found: 1,
  },
  'the rule of a placed pod keeps off a pod that has none': {
    recording: 'pending-anti-affinity',
    varied: keptOff,
    found: 1,
  },
  'of the rules of a placed pod one is enough': {
    recording: 'pending-anti-affinity',
    varied: [...keptOff, write('Pod', 'redis-0', TERMS, [away('memcached'), away('redis')])],
    found: 1,
  },
  'a rule of a placed pod on other labels is not the one': {
    recording: 'pending-anti-affinity',
    varied: [...keptOff, write('Pod', 'redis-0', TERMS, [away('memcached')])],
    found: 1,
  },
  'a rule of a placed pod may name the namespace': {
    recording: 'pending-anti-affinity',
    varied: [...keptOff, write('Pod', 'redis-0', TERMS, [away('redis', { namespaces: ['session-store'] })])],
    found: 1,
  },
  'a rule of a placed pod for another namespace is not the one': {
    recording: 'pending-anti-affinity',
    varied: [...keptOff, write('Pod', 'redis-0', TERMS, [away('redis', { namespaces: ['sessions'] })])],
    found: 1,
  },
  'a rule of a placed pod may select namespaces by their labels': {
    recording: 'pending-anti-affinity',
    varied: [...elsewhere, write('Pod', 'redis-0', TERMS, [away('redis', { namespaceSelector: LABELLED })])],
    found: 1,
  },
  'a rule of a placed pod may be for all namespaces': {
    recording: 'pending-anti-affinity',
    varied: [...elsewhere, write('Pod', 'redis-0', TERMS, [away('redis', { namespaceSelector: {} })])],
    found: 1,
  },
  'a rule of a placed pod for namespaces with other labels is not the one': {
    recording: 'pending-anti-affinity',
    varied: [
      ...elsewhere,
      write('Pod', 'redis-0', TERMS, [away('redis', { namespaceSelector: { matchLabels: { team: 'cache' } } })]),
    ],
    found: 1,
  },
  'which namespaces are selected is not known where they were not read': {
    recording: 'pending-anti-affinity',
    varied: [
      ...elsewhere,
      write('Pod', 'redis-0', TERMS, [away('redis', { namespaceSelector: LABELLED })]),
      notRead('Namespace'),
    ],
    found: 1,
  },
  'a rule per zone holds for all nodes of the zone': {
    recording: 'pending-anti-affinity',
    varied: [
      ...keptOff,
      write('Pod', 'redis-0', TERMS, [away('redis', { topologyKey: 'topology.kubernetes.io/zone' })]),
      write('Node', 'node-1', ['metadata', 'labels', 'topology.kubernetes.io/zone'], 'a'),
    ],
    found: 1,
  },
  'of pods that keep it off one node each the first is named, and none on a node that is not for it': {
    recording: 'pending-anti-affinity',
    varied: [
      ...keptOff,
      borrowed('rwop-rolling', 'Node', 'node-2'),
      write('Node', 'node-2', ['spec', 'taints'], undefined),
      borrowed('pending-taint', 'Node', 'gpu-1'),
      ...['gpu-1', 'node-2'].map(node =>
        another('pending-anti-affinity', 'Pod', 'redis-0', { name: `redis-on-${node}` }, { nodeName: node }),
      ),
    ],
    found: 1,
  },
  'a rule per zone holds for no node without one': {
    recording: 'pending-anti-affinity',
    varied: [
      ...keptOff,
      write('Pod', 'redis-0', TERMS, [away('redis', { topologyKey: 'topology.kubernetes.io/zone' })]),
    ],
    found: 1,
  },
  'a rule that names no namespace is for the own one': {
    recording: 'pending-anti-affinity',
    varied: [...keptOff, write('Pod', 'redis-0', ['metadata', 'namespace'], 'sessions')],
    found: 1,
  },
  'a pod that is kept off has a rule of its own, which is not the one': {
    recording: 'pending-anti-affinity',
    varied: [...keptOff, write('Pod', 'redis-1', TERMS, [away('memcached')])],
    found: 1,
  },
  'where rules of both keep it off some node its own is told': {
    recording: 'pending-anti-affinity',
    varied: [
      worded(
        RULES,
        "didn't match pod anti-affinity rules, 1 node(s) didn't satisfy existing pods anti-affinity rules",
        'kubernetes plugins/interpodaffinity/filtering.go',
      ),
    ],
    found: 1,
  },
  'older schedulers say both what is not met and whose rule it is': {
    recording: 'pending-anti-affinity',
    varied: [
      worded(
        RULES,
        "didn't match pod affinity/anti-affinity rules, 1 node(s) didn't match pod anti-affinity rules",
        'kubernetes 1.21 plugins/interpodaffinity/filtering.go',
      ),
    ],
    found: 1,
  },
  'the pod’s own rule applies to the pods that it names, whatever their own rules say': {
    recording: 'pending-host-port',
    varied: [...deployment, placed(TERMS, [away('nginx')])],
    found: 1,
  },
  'a new revision waits for a pod of the old one': {
    recording: 'pending-host-port',
    varied: [...deployment, ...ofRevision('6b7c8d9f4')],
    found: 1,
  },
  'a pod of another workload stays, whatever goes with an update': {
    recording: 'pending-host-port',
    varied: [
      ...deployment,
      ...ofRevision('6b7c8d9f4'),
      borrowed('pending-anti-affinity', 'Pod', 'redis-0', 'ingress-edge'),
      write('Pod', 'redis-0', ['metadata', 'labels', 'app'], 'proxy'),
    ],
    found: 1,
  },
  'a pod of another workload does not go with an update': {
    recording: 'pending-host-port',
    varied: [
      ...deployment,
      placed(['metadata', 'labels', 'pod-template-hash'], '6b7c8d9f4'),
      placed(
        ['metadata', 'ownerReferences'],
        [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'edge-6b7c8d9f4', controller: true }],
      ),
    ],
    found: 1,
  },
  'replicas of one revision do not go with an update': {
    recording: 'pending-host-port',
    varied: deployment,
    found: 1,
  },
  'a rule that no placed pod meets names none': {
    recording: 'pending-host-port',
    varied: [...deployment, placed(['metadata', 'labels', 'app'], 'edge')],
    found: 1,
  },
  'a pod that is about to stop makes room': {
    recording: 'pending-anti-affinity',
    varied: [
      write('Pod', 'redis-0', ['metadata', 'deletionTimestamp'], '2026-11-23T21:20:10Z'),
      write('Pod', 'redis-0', ['metadata', 'deletionGracePeriodSeconds'], 30),
    ],
    found: 1,
  },
} satisfies Cases
