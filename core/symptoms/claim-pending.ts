import { fieldEvidence } from '../evidence.ts'
import { defineSymptom } from '../rule.ts'
import { createdAt } from '../workloads/pods.ts'

export default defineSymptom({
  id: 'claim-pending',
  on: ['PersistentVolumeClaim'],
  reads: [],

  detect(claim) {
    const phase = claim.status?.phase
    if (phase === 'Bound') return
    return {
      text: `the claim is ${phase === 'Lost' ? 'lost' : 'not bound'}`,
      because: [],
      since: createdAt(claim),
      evidence: [fieldEvidence(claim, 'status.phase', phase ?? 'Pending')],
    }
  },
})
