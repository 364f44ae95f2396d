import { defineSymptom } from '../rule.ts'
import { failedCreateOf, missingText } from '../workloads/creation/failed-create.ts'
import { isCurrent } from '../workloads/replica-sets.ts'

/** Seconds in which a refusal that no rule knows may pass. */
const PASSING = 60

export default defineSymptom({
  id: 'pods-not-created',
  on: ['ReplicaSet', 'ReplicationController', 'StatefulSet', 'DaemonSet', 'Job'],
  onUnread: true,
  reads: [],

  detect(creator, cluster) {
    const failed = failedCreateOf(creator, cluster)
    if (failed !== undefined) {
      return {
        text: `${missingText(failed)} could not be created`,
        because: [],
        since: failed.first,
        wrong: true,
        patience: PASSING,
        evidence: failed.evidence,
      }
    }
    if (creator.kind !== 'ReplicaSet' || !isCurrent(creator, cluster)) return
    const wanted = creator.spec?.replicas ?? 1
    const missing = wanted - (creator.status?.replicas ?? 0)
    if (missing <= 0) return
    return { text: `${missing} of ${wanted} pods have not been created`, because: [] }
  },
})
