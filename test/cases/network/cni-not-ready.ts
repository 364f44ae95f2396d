import type { Cases } from '../../support/cases.ts'
import { taintedBy } from '../../support/unread-nodes.ts'
import type { Variation } from '../../support/variation.ts'
import { borrowed, gone, later, notRead, unsaid, withoutLogs, worded, write } from '../../support/variation.ts'
import { agentDown, placed as withoutRoute } from './node-route-missing.ts'

/** In place of the pod that waits for a node, one of the same template that was placed on the node. */
const placed: readonly Variation[] = [
  gone('Pod', 'sensors-988647-8gcqg'),
  borrowed('cni-bad-plugin', 'Pod', 'sensors-988647-k8nkx', 'sensors'),
]
const uninitialized = worded(
  /failed to setup network for sandbox "(\w+)": .*/s,
  'failed to setup network for sandbox "$1": cni plugin not initialized',
  'containerd go-cni errors.go: ErrCNINotInitialized',
)

export default {
  'a pod was placed on a node that says that its network plugin is not ready': {
    recording: 'cni-missing',
    varied: placed,
    found: 1,
  },
  'the agent of the plugin has not taken its taint off a node that is ready': {
    recording: 'cni-missing',
    varied: [
      gone('Node', 'node-2'),
      borrowed('cni-bad-plugin', 'Node', 'node-2'),
      write(
        'Node',
        'node-2',
        ['spec', 'taints'],
        [
          { key: 'pool', value: 'b', effect: 'NoSchedule' },
          { key: 'node.cilium.io/agent-not-ready', effect: 'NoExecute' },
        ],
      ),
    ],
    found: 1,
  },
  'a pod in the network of the host needs no plugin': {
    recording: 'cni-missing',
    varied: [...placed, write('Pod', 'sensors-988647-k8nkx', ['spec', 'hostNetwork'], true)],
    found: 0,
  },
  'the node is gone, and only the pod’s events are left': {
    recording: 'cni-missing',
    varied: [...placed, gone('Node', 'node-2')],
    found: 0,
  },
  'the runtime reports it for a pod, the node is Ready': {
    recording: 'cni-bad-plugin',
    varied: [uninitialized],
    found: 1,
  },
  'the scheduler reports it for nodes that were not read': {
    recording: 'pending-taint',
    varied: taintedBy('2 node(s) had untolerated taint {node.kubernetes.io/network-unavailable: }'),
    found: 1,
  },
  'the runtime reports it for a pod whose node was not read': {
    recording: 'cni-bad-plugin',
    varied: [uninitialized, notRead('Node')],
    found: 1,
  },
  'a failed pod without container statuses on a node that lacks the network now': {
    recording: 'job-failing',
    varied: [
      withoutLogs,
      unsaid('Pod', /^nightly-/, ['status', 'containerStatuses']),
      gone('Node', 'node-1'),
      borrowed('cni-missing', 'Node', 'node-2'),
      write('Node', 'node-2', ['metadata', 'name'], 'node-1'),
    ],
    found: 0,
  },
  'a plugin takes a while to come up on a node that joins': {
    recording: 'cni-missing',
    varied: [...placed, later(-10)],
    found: 1,
  },
  'the agent of the plugin says that it is down': {
    recording: 'crash-db-refused',
    varied: [...withoutRoute, ...agentDown, later(1200)],
    found: 1,
  },
} satisfies Cases
