import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { detectShortage, shortageWords } from './shortage.ts'

export default defineCause({
  id: 'insufficient-extended-resource',
  stage: 'scheduling',
  owner: 'app',
  patience: 'stuck',
  text: {
    summary: 'No node offers enough of an extended resource (GPU, hugepages, device plugin)',
    shows:
      'The pod stays Pending; FailedScheduling says `Insufficient nvidia.com/gpu` or `cannot allocate all claims`.',
    happens:
      'No node has such a device, its device plugin does not run there, all devices are taken, or the name of the resource is misspelt.',
    fix: 'Check the name, run the device plugin on the nodes that have the device, free one, or add a node with more.',
    docs: [
      'https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/device-plugins/',
      'https://kubernetes.io/docs/tasks/configure-pod-container/extended-resource/',
    ],
  },
  on: ['Pod'],
  reads: ['Node', 'ReplicaSet', 'Job'],

  detect: (pod, cluster) => detectShortage(pod, cluster, 'insufficient-extended-resource'),

  explain(facts) {
    const { resource = 'none is free', amount, largest, pod } = facts
    if (amount === undefined) {
      return {
        title: `no fitting node can give a pod the devices it asks for: ${resource}`,
        why: `The scheduler finds no fitting node for pod ${pod}: ${resource}; it stays Pending.`,
        fix: [
          { text: 'Free what other pods hold, or add a node.', command: sh`kubectl describe pod ${pod}${facts.place}` },
        ],
      }
    }
    if (largest?.amount !== '0') return shortageWords(facts, resource)
    return {
      title: `no fitting node offers ${resource}`,
      why: `Pod ${pod} asks for ${amount} ${resource}, which no fitting node offers at all, so ${facts.fate}.`,
      fix: [
        {
          text: resource.startsWith('hugepages-')
            ? `Reserve huge pages of that size on a node (sysctl vm.nr_hugepages, or hugepages= at boot) and restart its kubelet, or ask for a size that nodes have.`
            : `Run the device plugin for ${resource} on a node that has the device, add such a node, or correct the resource's name.`,
          command: `kubectl get nodes -o custom-columns='NAME:.metadata.name,OFFERS:.status.allocatable'`,
        },
      ],
    }
  },
})
