import { defineCause } from '../../rule.ts'
import { detectShortage, shortageWords } from './shortage.ts'

export default defineCause({
  id: 'insufficient-cpu',
  stage: 'scheduling',
  owner: 'app',
  patience: 'stuck',
  text: {
    summary: 'No node has the requested CPU free',
    shows: 'The pod stays Pending; the event FailedScheduling says `Insufficient cpu`.',
    happens:
      'Requests larger than any node, nodes full of other requests (requests count, not use), or a node group at its limit.',
    fix: 'Lower the request to what the container needs, scale something else down, or add a node that is large enough.',
    docs: ['https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/'],
  },
  on: ['Pod'],
  reads: ['Node', 'ReplicaSet', 'Job'],

  detect: (pod, cluster) => detectShortage(pod, cluster, 'insufficient-cpu'),
  explain: facts => shortageWords(facts, 'CPU'),
})
