import type { Cases } from '../../support/cases.ts'
import type { Variation } from '../../support/variation.ts'
import { borrowed, gone, later, unsaid, worded, write } from '../../support/variation.ts'

const ROUTES = 'kubernetes/cloud-provider controllers/route/route_controller.go (updateNetworkingCondition)'
/** What the route controller says of nodes, in the place of what the kubelet says of their disks. */
const routes: readonly Variation[] = [
  worded(/^DiskPressure$/, 'NetworkUnavailable', ROUTES),
  worded(/^KubeletHasDiskPressure$/, 'NoRouteCreated', ROUTES),
  worded(/^kubelet has disk pressure$/, 'RouteController failed to create a route', ROUTES),
]
const CALICO = 'projectcalico/calico node/pkg/lifecycle/utils/utils.go'
/** The agent of a network plugin says so instead. */
export const agentDown: readonly Variation[] = [
  worded('NoRouteCreated', 'CalicoIsDown', CALICO),
  worded('RouteController failed to create a route', 'Calico is shutting down on this node', CALICO),
]
const taint = (key: string) => write('Node', 'node-2', ['spec', 'taints'], [{ key, effect: 'NoSchedule' }])
/** The node of the pods has no route. */
export const placed: readonly Variation[] = [
  gone('Node', 'node-1'),
  borrowed('node-disk-pressure', 'Node', 'node-2'),
  write('Node', 'node-2', ['metadata', 'name'], 'node-1'),
  ...routes,
]
const pod = /^crm-/
/** Nothing says of a pod that it is ready, and ten minutes have passed. */
const unready = [unsaid('Pod', /^sync/, ['status', 'conditions']), later(600)]

export default {
  'a pod is not placed on a node without a route': {
    recording: 'node-disk-pressure',
    varied: [...routes, taint('node.kubernetes.io/network-unavailable'), gone('Pod', /4s7v9$|jprn2$/)],
    found: 1,
  },
  'a pod is kept off by another taint of a node without a route': {
    recording: 'node-disk-pressure',
    varied: [...routes, taint('pool'), gone('Pod', /4s7v9$|jprn2$/)],
    found: 0,
  },
  'a program on a node without a route reaches no other node': {
    recording: 'crash-db-refused',
    varied: placed,
    found: 1,
  },
  'the route of a node whose range is not known': {
    recording: 'crash-db-refused',
    varied: [...placed, write('Node', 'node-1', ['spec', 'podCIDR'], undefined)],
    found: 1,
  },
  'a program in the network of the host needs no route': {
    recording: 'crash-db-refused',
    varied: [...placed, write('Pod', pod, ['spec', 'hostNetwork'], true)],
    found: 0,
  },
  'a pod that is not ready on a node without a route': {
    recording: 'cron-forbid',
    varied: [...placed, ...unready],
    found: 1,
  },
  'a pod that is not ready in the host network of such a node': {
    recording: 'cron-forbid',
    varied: [...placed, ...unready, write('Pod', /^sync/, ['spec', 'hostNetwork'], true)],
    found: 0,
  },
  'a pod that has ended needs no route': {
    recording: 'evicted-over-limit',
    varied: [
      ...placed,
      worded('Evicted', 'UnexpectedAdmissionError', 'kubernetes pkg/kubelet/lifecycle/predicate.go'),
      write('Pod', /^ingest/, ['metadata', 'ownerReferences'], undefined),
      gone('Pod', /r7zld$/),
      write('Pod', /^ingest/, ['spec', 'nodeName'], 'node-1'),
    ],
    found: 0,
  },
  'the agent of a network plugin that is down is no missing route': {
    recording: 'crash-db-refused',
    varied: [...placed, ...agentDown],
    found: 0,
  },
  'the node has its route': {
    recording: 'crash-db-refused',
    varied: [gone('Node', 'node-1'), borrowed('node-disk-pressure', 'Node', 'node-1'), ...routes.slice(0, 1)],
    found: 0,
  },
} satisfies Cases
