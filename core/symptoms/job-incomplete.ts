import { fieldEvidence } from '../evidence.ts'
import { refOf } from '../ref.ts'
import { defineSymptom } from '../rule.ts'
import { isSuperseded } from '../workloads/job-history.ts'
import { progressedAt } from '../workloads/progress.ts'
import { rolloutOf } from '../workloads/rollouts.ts'

export default defineSymptom({
  id: 'job-incomplete',
  on: ['Job'],
  reads: ['Pod'],

  detect(job, cluster) {
    const { complete, failed, wanted } = rolloutOf(job, cluster)
    if (complete || job.spec?.suspend === true || isSuperseded(job, cluster)) return
    const succeeded = job.status?.succeeded ?? 0
    const condition = job.status?.conditions?.find(({ status }) => status === 'True')
    const text = failed
      ? `the job failed${condition?.reason === undefined ? '' : `: ${condition.reason}`}`
      : `${succeeded} of ${wanted} completions`
    return {
      text,
      because: cluster.ownedBy(job, 'Pod').map(refOf),
      since: progressedAt(job, cluster),
      wrong: failed,
      evidence: [fieldEvidence(job, 'status', text)],
    }
  },
})
