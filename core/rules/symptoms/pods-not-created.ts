import { eventEvidence } from '../../evidence.ts'
import { isCurrent } from '../../facts/replica-sets.ts'
import { defineSymptom } from '../../rule.ts'

export default defineSymptom({
  id: 'pods-not-created',
  on: ['ReplicaSet'],
  reads: [],

  *detect(set, cluster) {
    const { spec, status } = set
    const missing = (spec?.replicas ?? 1) - (status?.replicas ?? 0)
    if (missing <= 0 || !isCurrent(set, cluster)) return
    const refused = cluster.events(set).findLast(({ reason }) => reason === 'FailedCreate')
    yield {
      text: `${missing} of ${spec?.replicas ?? 1} pods could not be created`,
      because: [],
      since: refused?.first,
      evidence: refused === undefined ? [] : [eventEvidence(refused)],
    }
  },
})
