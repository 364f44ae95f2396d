import type { Cases } from '../../support/cases.ts'
import { gone, notRead, worded, write } from '../../support/variation.ts'

const recording = 'pending-gpu'

const says = (reason: string, source: string) =>
  worded(/Insufficient nvidia\.com\/gpu/g, reason, `kubernetes ${source}`)
const asks = (requests: Readonly<Record<string, string>>) =>
  write('Pod', 'infer-0', ['spec', 'containers'], [{ name: 'infer', resources: { requests, limits: requests } }])

export default {
  'claims of devices that cannot be met are told in the words of the scheduler': {
    recording,
    varied: [asks({}), says('cannot allocate all claims', 'plugins/dynamicresources/dynamicresources.go')],
    found: 1,
  },
  'a class of devices that does not exist is said of all nodes at once': {
    recording,
    varied: [
      asks({}),
      worded(
        /^(0\/\d+ nodes are available: ).*/,
        '$1request gpu: device class gpu.nvidia.com does not exist. still not schedulable, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.',
        'kubernetes plugins/dynamicresources/dynamicresources.go',
      ),
    ],
    found: 1,
  },
  'a claim that another pod has reserved': {
    recording,
    varied: [
      asks({}),
      worded(
        /^(0\/\d+ nodes are available: ).*/,
        '$1resourceclaim in use. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.',
        'kubernetes plugins/dynamicresources/dynamicresources.go',
      ),
    ],
    found: 1,
  },
  'a claim that does not exist keeps the pod out of the queue': {
    recording,
    varied: [
      asks({}),
      gone('Event'),
      worded(/^Unschedulable$/, 'NotReadyForScheduling', 'kubernetes/enhancements KEP-5501'),
      worded(
        /^0\/\d+ nodes are available: .*/,
        'resourceclaim.resource.k8s.io "shared-gpu" not found',
        'kubernetes plugins/dynamicresources/dynamicresources.go',
      ),
    ],
    found: 1,
  },
  'a limit of volumes per node is told by the rule on volumes': {
    recording,
    varied: [asks({}), says('node(s) exceed max volume count', 'plugins/nodevolumelimits/csi.go')],
    found: 0,
  },
  'nodes that were not read may offer some': {
    recording,
    varied: [notRead('Node')],
    found: 1,
  },
  'huge pages that a node names and has none of are not offered': {
    recording,
    varied: [
      asks({ 'hugepages-2Mi': '64Mi', cpu: '100m' }),
      says('Insufficient hugepages-2Mi', 'plugins/noderesources/fit.go'),
    ],
    found: 1,
  },
} satisfies Cases
