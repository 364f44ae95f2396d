import type { Cases } from '../../support/cases.ts'
import { nothingRead, unanswered, unseen } from '../../support/variation.ts'

const refused = unanswered(
  'forbidden',
  'pods is forbidden: User "system:serviceaccount:shop:reader" cannot list resource "pods" in API group "" in the namespace "shop"',
  'apiserver pkg/endpoints/handlers/responsewriters/errors.go',
)
const EIGHT = ['Pod', 'Event', 'Node', 'Service', 'Secret', 'Job', 'Lease', 'Ingress']

export default {
  'no kind is named where none is known': {
    recording: 'healthy-rolled',
    varied: [nothingRead, refused],
    found: 1,
  },
  'one kind is named': {
    recording: 'healthy-rolled',
    varied: [nothingRead, unseen('forbidden', 'Pod'), refused],
    found: 1,
  },
  'eight kinds are named, each once': {
    recording: 'healthy-rolled',
    varied: [nothingRead, unseen('forbidden', ...EIGHT, 'Pod'), refused],
    found: 1,
  },
  'more than eight kinds are counted': {
    recording: 'healthy-rolled',
    varied: [nothingRead, unseen('forbidden', ...EIGHT, 'CronJob', 'ReplicaSet'), refused],
    found: 1,
  },
  'a kind that is missing for another reason is none of them': {
    recording: 'healthy-rolled',
    varied: [nothingRead, unseen('timed out', 'Pod'), unseen('forbidden', 'Node'), refused],
    found: 1,
  },
} satisfies Cases
