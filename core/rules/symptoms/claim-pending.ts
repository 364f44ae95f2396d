import { fieldEvidence } from '../../evidence.ts'
import { createdAt } from '../../facts/pods/pods.ts'
import type { ObjectRef } from '../../report.ts'
import { defineSymptom } from '../../rule.ts'

export default defineSymptom({
  id: 'claim-pending',
  on: ['PersistentVolumeClaim'],
  reads: [],

  *detect(claim) {
    const phase = claim.status?.phase
    if (phase === 'Bound') return
    const { storageClassName, volumeName } = claim.spec ?? {}
    const because: ObjectRef[] = []
    if (volumeName !== undefined) because.push({ kind: 'PersistentVolume', name: volumeName })
    if (storageClassName !== undefined) because.push({ kind: 'StorageClass', name: storageClassName })
    yield {
      text: `the claim is ${phase === 'Lost' ? 'lost' : 'not bound'}`,
      because,
      since: createdAt(claim),
      evidence: [fieldEvidence(claim, 'status.phase', phase ?? 'Pending')],
    }
  },
})
