import { fieldEvidence } from '../evidence.ts'
import { defineSymptom } from '../rule.ts'
import { stuckNamespace } from '../workloads/namespace-deletion.ts'

export default defineSymptom({
  id: 'namespace-stuck',
  on: ['Namespace'],
  reads: ['APIService'],

  detect(namespace) {
    const stuck = stuckNamespace(namespace)
    if (stuck === undefined) return
    const { type, message, apis, since } = stuck
    return {
      text: 'the namespace is stuck in deletion',
      because: apis,
      since,
      evidence: [fieldEvidence(namespace, `status.conditions[type=${type}].message`, message)],
      wrong: true,
    }
  },
})
