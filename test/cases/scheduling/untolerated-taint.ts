import type { Cases } from '../../support/cases.ts'
import { refusedBy } from '../../support/refused.ts'
import { taintedBy } from '../../support/unread-nodes.ts'
import { borrowed, gone, notRead, worded, write } from '../../support/variation.ts'

const recording = 'pending-taint'
const POD = /^render/
const taint = (key: string, value?: string) => ({
  key,
  effect: 'NoSchedule',
  ...(value === undefined ? {} : { value }),
})
const anywhere = write('Pod', POD, ['spec', 'nodeSelector'], undefined)

export default {
  'a taint that the scheduler prints is named where nodes were not read': {
    recording,
    varied: [
      notRead('Node'),
      worded(
        /untolerated taint\(s\)/g,
        'untolerated taint {nvidia.com/gpu: present}',
        'kubernetes 1.24 plugins/tainttoleration/taint_toleration.go',
      ),
    ],
    found: 1,
  },
  'taints of several kinds are named where nodes were not read': {
    recording,
    varied: taintedBy(
      '1 node(s) had untolerated taint {dedicated: gpu}, 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 1 node(s) had untolerated taint {team: data}',
    ),
    found: 1,
  },
  'what a node suffers from is no taint to tolerate': {
    recording,
    varied: taintedBy(
      '1 node(s) had untolerated taint {team: data}, 1 node(s) had untolerated taint {node.kubernetes.io/unreachable: }',
    ),
    found: 0,
  },
  'a taint that nobody names is told without its name': {
    recording,
    varied: [
      notRead('Node'),
      worded(
        /1 node\(s\) didn't match Pod's node affinity\/selector, /g,
        '',
        'kubernetes 1.36 plugins/tainttoleration/taint_toleration.go, as the only reason',
      ),
    ],
    found: 1,
  },
  'of many nodes three are named, of many taints eight': {
    recording,
    varied: [
      anywhere,
      ...['node-3', 'node-2'].flatMap(name => [
        borrowed('rwop-rolling', 'Node', 'node-2'),
        write('Node', 'node-2', ['metadata', 'name'], name),
      ]),
      ...['node-1', 'gpu-1', 'node-2', 'node-3'].map((name, at) =>
        write(
          'Node',
          name,
          ['spec', 'taints'],
          Array.from({ length: [10, 9, 2, 1][at] ?? 0 }, (_, index) => taint(`pool-${index}`, name)),
        ),
      ),
    ],
    found: 1,
  },
  'a cordoned node of the control plane is not where the pod is to go': {
    recording,
    varied: [
      anywhere,
      write('Node', 'node-1', ['metadata', 'labels', 'node-role.kubernetes.io/control-plane'], ''),
      write('Node', 'node-1', ['spec', 'unschedulable'], true),
      worded(
        /1 node\(s\) didn't match Pod's node affinity\/selector/g,
        '1 node(s) were unschedulable',
        'kubernetes plugins/nodeunschedulable/node_unschedulable.go',
      ),
    ],
    found: 1,
  },
  'two tainted nodes are counted': {
    recording,
    varied: [anywhere, write('Node', 'node-1', ['spec', 'taints'], [taint('pool', 'batch')])],
    found: 1,
  },
  'a control-plane node with another taint is still no place for the pod': {
    recording,
    varied: [
      anywhere,
      gone('Node', 'gpu-1'),
      write(
        'Node',
        'node-1',
        ['spec', 'taints'],
        [taint('node-role.kubernetes.io/control-plane'), taint('pool', 'batch')],
      ),
    ],
    found: 1,
  },
  'of a worker and a control-plane node the worker is the one to tolerate': {
    recording,
    varied: [
      anywhere,
      write('Node', 'node-1', ['spec', 'taints'], [taint('node-role.kubernetes.io/control-plane')]),
      write('Node', 'gpu-1', ['spec', 'taints'], [taint('team', 'ml'), taint('nvidia.com/gpu')]),
    ],
    found: 1,
  },
  'nodes with one and the same taint are told once': {
    recording,
    varied: [anywhere, write('Node', /^(?:node|gpu)-1$/, ['spec', 'taints'], [taint('pool', 'batch')])],
    found: 1,
  },
  'a template that was not read is not patched, for its tolerations are not known': {
    recording,
    varied: [notRead('Deployment', 'ReplicaSet')],
    found: 1,
  },
  'tolerations of the template are kept': {
    recording,
    varied: [
      write('Deployment', 'render', ['spec', 'template', 'spec', 'tolerations'], [{ key: 'pool', operator: 'Exists' }]),
    ],
    found: 1,
  },
  'a kubelet refuses a pod that does not tolerate what would evict it': {
    recording: 'node-disk-pressure',
    varied: [
      ...refusedBy('TaintToleration', "node(s) had taints that the pod didn't tolerate"),
      write('Node', 'node-2', ['spec', 'taints'], [{ key: 'team', value: 'ml', effect: 'NoExecute' }]),
    ],
    found: 1,
  },
  'the taint may be gone by now': {
    recording: 'node-disk-pressure',
    varied: refusedBy('TaintToleration', "node(s) had taints that the pod didn't tolerate"),
    found: 1,
  },
  'a node that nobody has set up yet is to be set up': {
    recording,
    varied: [
      write('Node', 'gpu-1', ['spec', 'taints'], [taint('node.cloudprovider.kubernetes.io/uninitialized', 'true')]),
    ],
    found: 1,
  },
  'a node that is to be set up, by the scheduler’s message alone': {
    recording,
    varied: taintedBy('1 node(s) had untolerated taint {ebs.csi.aws.com/agent-not-ready: }'),
    found: 1,
  },
  'a node that is to be set up comes before one that is not for the pod': {
    recording,
    varied: [
      anywhere,
      write(
        'Node',
        'gpu-1',
        ['spec', 'taints'],
        [taint('node.cloudprovider.kubernetes.io/uninitialized'), taint('ebs.csi.aws.com/agent-not-ready')],
      ),
      write('Node', 'node-1', ['spec', 'taints'], [taint('pool', 'batch')]),
    ],
    found: 1,
  },
  'a taint that goes when the node has started is not tolerated': {
    recording,
    varied: [
      write('Node', 'gpu-1', ['spec', 'taints'], [taint('ebs.csi.aws.com/agent-not-ready'), taint('nvidia.com/gpu')]),
    ],
    found: 1,
  },
  'a node that is tainted for others too does not come first': {
    recording,
    varied: [
      anywhere,
      write('Node', 'gpu-1', ['spec', 'taints'], [taint('ebs.csi.aws.com/agent-not-ready'), taint('nvidia.com/gpu')]),
      write('Node', 'node-1', ['spec', 'taints'], [taint('pool', 'batch')]),
    ],
    found: 1,
  },
  'nodes of one group are counted': {
    recording,
    varied: [
      anywhere,
      ...['node-3', 'node-2'].flatMap(name => [
        borrowed('rwop-rolling', 'Node', 'node-2'),
        write('Node', 'node-2', ['metadata', 'name'], name),
      ]),
      write('Node', /^node-/, ['spec', 'taints'], [taint('pool', 'batch')]),
    ],
    found: 1,
  },
  'a shut down machine is no dedicated one': {
    recording,
    varied: [
      anywhere,
      write('Node', 'gpu-1', ['spec', 'taints'], [taint('node.cloudprovider.kubernetes.io/shutdown')]),
      write('Node', 'node-1', ['spec', 'taints'], [taint('node-role.kubernetes.io/control-plane')]),
    ],
    found: 0,
  },
  'a bare pod is not patched': {
    recording,
    varied: [
      write('Pod', POD, ['metadata', 'ownerReferences'], undefined),
      gone('Deployment', 'render'),
      gone('ReplicaSet', POD),
    ],
    found: 1,
  },
} satisfies Cases
