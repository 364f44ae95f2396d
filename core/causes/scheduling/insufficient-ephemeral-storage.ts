import { defineCause } from '../../rule.ts'
import { detectShortage, shortageWords } from './shortage.ts'

export default defineCause({
  id: 'insufficient-ephemeral-storage',
  stage: 'scheduling',
  owner: 'app',
  patience: 'stuck',
  text: {
    summary: 'No node has the requested ephemeral storage free',
    shows: 'The pod stays Pending; the event FailedScheduling says `Insufficient ephemeral-storage`.',
    happens:
      'A request for local disk larger than the root disk of a node, or nodes whose disk other pods have reserved.',
    fix: 'Lower the request to what the container needs, scale something else down, or add a node that is large enough.',
    docs: ['https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/'],
  },
  on: ['Pod'],
  reads: ['Node', 'ReplicaSet', 'Job'],

  detect: (pod, cluster) => detectShortage(pod, cluster, 'insufficient-ephemeral-storage'),
  explain: facts => shortageWords(facts, 'ephemeral storage'),
})
