import type { Cases } from '../../support/cases.ts'
import { refusedBy } from '../../support/refused.ts'
import { revisionBefore } from '../../support/revision-before.ts'
import { alsoRead, borrowed, inContainers, told, worded, write } from '../../support/variation.ts'

const POD = 'trainer-785789b5fc-hldhw'
/** The cluster autoscaler says why it adds no node for a pod. */
const notScaled = (message: string) =>
  told(
    'pending-cpu',
    `${POD}.18eac94b8ff37a45`,
    { kind: 'Pod', namespace: 'ml', name: POD },
    {
      reason: 'NotTriggerScaleUp',
      message,
      source: 'kubernetes/autoscaler cluster-autoscaler/processors/status/eventing_scale_up_processor.go',
    },
  )

const recording = 'pending-cpu'
const asks = (resources: object) => inContainers(/^trainer-/, { resources })
const containers = (list: 'containers' | 'initContainers', items: Readonly<Record<string, object>>) =>
  write(
    'Pod',
    /^trainer-/,
    ['spec', list],
    Object.entries(items).map(([name, resources]) => ({ name, resources })),
  )

export default {
  'three of many nodes are named': {
    recording,
    varied: [
      ...['node-4', 'node-3', 'node-2'].flatMap(name => [
        borrowed('rwop-rolling', 'Node', 'node-2'),
        write('Node', 'node-2', ['spec', 'taints'], undefined),
        write('Node', 'node-2', ['metadata', 'name'], name),
      ]),
      worded(
        /0\/2 nodes are available: 1 Insufficient cpu, 1 node\(s\) had untolerated taint\(s\)\./,
        '0/4 nodes are available: 4 Insufficient cpu.',
        'numbers only',
      ),
    ],
    found: 1,
  },
  'an init container may ask for most': {
    recording,
    varied: [containers('initContainers', { load: { requests: { cpu: '24' } }, check: { requests: { cpu: '2' } } })],
    found: 1,
  },
  'a limit stands for a request that is not written': {
    recording,
    varied: [
      containers('containers', { proxy: { requests: { cpu: '1' } }, trainer: { limits: { cpu: '16' } }, logs: {} }),
    ],
    found: 1,
  },
  'a node that is large enough is full, as far as its pods were read': {
    recording,
    varied: [asks({ requests: { cpu: '1950m' } })],
    found: 1,
  },
  'where all pods were read, what they leave is known': {
    recording,
    varied: [
      asks({ requests: { cpu: '1950m' } }),
      borrowed('quota-exceeded', 'Pod', 'api-67745cdc7f-vrr6s', 'team-a'),
      alsoRead('Pod'),
    ],
    found: 1,
  },
  'what a kubelet refuses does not stay Pending': {
    recording: 'node-disk-pressure',
    varied: [
      ...refusedBy('OutOfcpu', "Node didn't have enough resource: cpu"),
      inContainers(/^thumbs/, { resources: { requests: { cpu: '64' } } }),
    ],
    found: 1,
  },
  'in a workload that Argo CD manages the manifest is what to change': {
    recording,
    varied: [write('Deployment', 'trainer', ['metadata', 'labels', 'argocd.argoproj.io/instance'], 'ml')],
    found: 1,
  },
  'what the rollout changed beside the request does not keep its pods from nodes': {
    recording,
    varied: revisionBefore(recording, 'trainer-785789b5fc', () => ({
      containers: [{ name: 'trainer', image: 'busybox:1.35', resources: { requests: { cpu: '16' } } }],
    })),
    found: 1,
  },
  'an autoscaler at its limit adds no node until that is raised': {
    recording: 'pending-cpu',
    varied: [notScaled("pod didn't trigger scale-up: 1 max node group size reached")],
    found: 1,
  },
  'an autoscaler with many node groups may say last that it is at its limit': {
    recording: 'pending-cpu',
    varied: [
      notScaled(
        "pod didn't trigger scale-up: 4 node(s) didn't match Pod's node affinity/selector, 3 node(s) had untolerated taint {dedicated: gpu}, 3 node(s) didn't match pod topology spread constraints, 2 Insufficient cpu, 2 Insufficient memory, 1 max node group size reached",
      ),
    ],
    found: 1,
  },
  'where it says more, the beginning is enough': {
    recording: 'pending-cpu',
    varied: [
      notScaled(
        "pod didn't trigger scale-up: 4 node(s) didn't match Pod's node affinity/selector, 3 node(s) had untolerated taint {dedicated: gpu}, 3 node(s) didn't match pod topology spread constraints, 2 Insufficient cpu, 2 Insufficient memory, 1 in backoff after failed scale-up",
      ),
    ],
    found: 1,
  },
  'an autoscaler that waits after a failed attempt says where to look': {
    recording: 'pending-cpu',
    varied: [notScaled("pod didn't trigger scale-up: 1 in backoff after failed scale-up")],
    found: 1,
  },
  'Karpenter says what none of its pools offers': {
    recording: 'pending-cpu',
    varied: [
      told(
        'pending-cpu',
        `${POD}.18eac94b8ff37a45`,
        { kind: 'Pod', namespace: 'ml', name: POD },
        {
          reason: 'FailedScheduling',
          message:
            'Failed to schedule pod, incompatible with nodepool "default", daemonset overhead={"cpu":"180m"}, no instance type satisfied resources {"cpu":"16180m"} (no instance type has enough resources)',
          source: 'kubernetes-sigs/karpenter, github.com/aws/karpenter-provider-aws/issues/5169',
        },
      ),
    ],
    found: 1,
  },
} satisfies Cases
