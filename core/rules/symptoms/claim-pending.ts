import { fieldEvidence } from '../../evidence.ts'
import { createdAt } from '../../facts/pods/pods.ts'
import { defineSymptom } from '../../rule.ts'

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
