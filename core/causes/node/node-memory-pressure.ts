import { defineCause } from '../../rule.ts'
import { detectPressure, pressureWords } from './pressure.ts'

export default defineCause({
  id: 'node-memory-pressure',
  stage: 'node',
  owner: 'platform',
  patience: 'stuck',
  text: {
    summary: 'Pods are evicted or refused for lack of memory',
    shows:
      'Pods fail with reason Evicted: `The node was low on resource: memory`; the node has the condition MemoryPressure and takes no BestEffort pods.',
    happens:
      'Containers use more than they request, so that the node is promised to more than it has; a process outside Kubernetes takes memory; the eviction threshold is set too high.',
    fix: 'Set requests to what the containers use, move the largest ones, add memory or nodes.',
    docs: ['https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/'],
  },
  on: ['Pod'],
  reads: ['Node', 'ReplicaSet', 'Job'],

  detect: (pod, cluster) => detectPressure(pod, cluster, 'node-memory-pressure'),
  explain: facts =>
    pressureWords(
      facts,
      'memory',
      'Find what takes the memory: containers that use more than they request are evicted first.',
    ),
})
