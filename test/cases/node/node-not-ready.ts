import type { Cases } from '../../support/cases.ts'
import { taintedBy } from '../../support/unread-nodes.ts'
import type { Variation } from '../../support/variation.ts'
import { borrowed, gone, later, notRead, unsaid, worded, write } from '../../support/variation.ts'

const says = (message: string): Variation =>
  worded(/^container runtime network not ready.*$/, message, 'pkg/kubelet/runtime.go')

const RUNTIME_DOWN = says('container runtime is down')
const MUCH_DOWN = says(
  '[container runtime is down, PLEG is not healthy: pleg was last seen active 4m12.3s ago; threshold is 3m0s, container runtime status check may not have completed yet]',
)

/** Readiness gates may take a pod's readiness away, so it says nothing about the node. */
const GATED = write('Pod', /^ledger/, ['spec', 'readinessGates'], [{ conditionType: 'acme.io/in-traffic' }])

/** The node controller has marked the pods; the taint manager has not deleted them yet. */
const MARKED = [
  notRead('Node'),
  write('Pod', /^ledger/, ['metadata', 'deletionTimestamp'], undefined),
  write('Pod', /^ledger/, ['metadata', 'deletionGracePeriodSeconds'], undefined),
]

const WITHIN_GRACE = later(-40)

/** The kubelet of the lost node answers again, without its runtime. */
const KUBELET_IS_BACK = [gone('Node', 'node-2'), borrowed('cni-missing', 'Node', 'node-2'), RUNTIME_DOWN]

export default {
  'the scheduler tells of nodes that were not read': {
    recording: 'pending-taint',
    varied: taintedBy('2 node(s) had untolerated taint {node.kubernetes.io/unreachable: }'),
    found: 1,
  },
  'a pod that has ended needs its node no more': {
    recording: 'finalizer-stuck',
    varied: [gone('Node')],
    found: 0,
  },
  'a pod that goes needs its node no more where its workload is complete without it': {
    recording: 'slow-termination',
    varied: [gone('Node'), write('Deployment', 'hub', ['spec', 'replicas'], 0)],
    found: 0,
  },
  'a pod that goes still needs its node where its workload waits for it': {
    recording: 'slow-termination',
    varied: [gone('Node', 'node-1')],
    found: 1,
  },
  'a node that is gone lets its pods go by itself': {
    recording: 'node-lost',
    varied: [gone('Node', 'node-2')],
    found: 1,
  },
  'one StatefulSet among the workloads of a node is enough for the warning': {
    recording: 'node-lost',
    varied: [borrowed('evicted-over-limit', 'Pod', 'ingest-57c74ddf55-r7zld', 'ledger')],
    found: 1,
  },
  'pods that a taint evicted and that nobody ended tell of a node that was not read': {
    recording: 'node-lost',
    varied: [notRead('Node'), GATED],
    found: 1,
  },
  'within their grace period evicted pods tell nothing of a node that was not read': {
    recording: 'node-lost',
    varied: [notRead('Node'), GATED, WITHIN_GRACE],
    found: 0,
  },
  'a pod that somebody deleted and that runs on tells nothing of a node that was not read': {
    recording: 'slow-termination',
    varied: [notRead('Node'), later(700)],
    found: 0,
  },
  'evicted pods without a running container tell nothing of a node that was not read': {
    recording: 'node-lost',
    varied: [notRead('Node'), GATED, unsaid('Pod', /^ledger/, ['status', 'containerStatuses'])],
    found: 0,
  },
  'pods that are not ready while their containers are tell of a node that was not read': {
    recording: 'node-lost',
    varied: MARKED,
    found: 1,
  },
  'with readiness gates they tell nothing': {
    recording: 'node-lost',
    varied: [...MARKED, GATED],
    found: 0,
  },
  'a kubelet that says what is wrong is quoted': {
    recording: 'cni-missing',
    varied: [RUNTIME_DOWN],
    found: 1,
  },
  'a long complaint of a kubelet is cut': {
    recording: 'cni-missing',
    varied: [MUCH_DOWN],
    found: 1,
  },
  'a kubelet that was not ready for less than half a minute may be starting': {
    recording: 'node-lost',
    varied: [...KUBELET_IS_BACK, later(40)],
    found: 1,
  },
  'after half a minute it is not': {
    recording: 'node-lost',
    varied: [...KUBELET_IS_BACK, later(55)],
    found: 1,
  },
  'a node that does not answer is down at once': {
    recording: 'node-lost',
    varied: [later(-37)],
    found: 1,
  },
  'where only the network of a node is not ready it is up': {
    recording: 'cni-missing',
    varied: [write('Pod', /^sensors/, ['spec', 'nodeName'], 'node-2')],
    found: 0,
  },
} satisfies Cases
