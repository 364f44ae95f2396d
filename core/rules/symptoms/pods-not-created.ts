import { eventEvidence } from '../../evidence.ts'
import { failedCreateOf } from '../../facts/admission/failed-create.ts'
import { isCurrent } from '../../facts/pods/replica-sets.ts'
import { defineSymptom } from '../../rule.ts'

/** A refusal that no rule knows may pass within this time, in milliseconds. */
const GRACE = 60_000

export default defineSymptom({
  id: 'pods-not-created',
  on: ['ReplicaSet', 'ReplicationController', 'StatefulSet', 'DaemonSet', 'Job'],
  reads: [],

  *detect(creator, cluster) {
    const failed = failedCreateOf(creator, cluster)
    if (failed !== undefined) {
      yield {
        text: `${failed.missing === 1 ? '1 pod' : `${failed.missing} pods`} could not be created`,
        because: [],
        since: failed.first,
        wrong: failed.first !== undefined && cluster.now - failed.first > GRACE,
        evidence: failed.evidence,
      }
      return
    }
    if (creator.kind !== 'ReplicaSet' || !isCurrent(creator, cluster)) return
    const wanted = creator.spec?.replicas ?? 1
    const missing = wanted - (creator.status?.replicas ?? 0)
    if (missing <= 0) return
    const refused = cluster.events(creator).findLast(({ reason }) => reason === 'FailedCreate')
    yield {
      text: `${missing} of ${wanted} pods could not be created`,
      because: [],
      since: refused?.first,
      evidence: refused === undefined ? [] : [eventEvidence(refused)],
    }
  },
})
