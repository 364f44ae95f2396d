import { defineCause } from '../../rule.ts'
import { detectPressure, pressureWords } from './pressure.ts'

export default defineCause({
  id: 'node-pid-pressure',
  stage: 'node',
  owner: 'platform',
  patience: 'stuck',
  text: {
    summary: 'Pods are evicted or refused for lack of process ids',
    shows:
      'Pods fail with reason Evicted: `The node was low on resource: pids`; the node has the condition PIDPressure.',
    happens: 'A container starts processes or threads without end, or does not reap those that ended.',
    fix: 'Repair the container that leaks processes, and limit them with podPidsLimit of the kubelet.',
    docs: ['https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/'],
  },
  on: ['Pod'],
  reads: ['Node', 'ReplicaSet', 'Job'],

  detect: (pod, cluster) => detectPressure(pod, cluster, 'node-pid-pressure'),
  explain: facts =>
    pressureWords(
      facts,
      'process ids',
      'Find the container that leaks processes; podPidsLimit of the kubelet bounds them.',
    ),
})
