import type { Kube } from '../kube/index.ts'
import { compareText, refOf } from '../ref.ts'
import { defineSymptom } from '../rule.ts'
import { rolloutOf } from '../workloads/rollouts.ts'

export default defineSymptom({
  id: 'cron-job-run-failing',
  on: ['CronJob'],
  reads: ['Job', 'Pod'],

  *detect(cronJob, cluster) {
    const madeAt = ({ metadata }: Kube<'Job'>) => metadata.creationTimestamp ?? ''
    const runs = cluster.ownedBy(cronJob, 'Job').toSorted((a, b) => compareText(madeAt(b), madeAt(a)))
    const unfinished = runs.filter(job => {
      const { complete, failed } = rolloutOf(job, cluster)
      return !complete && (job === runs[0] || !failed)
    })
    if (unfinished.length === 0) return
    yield { text: 'its latest run has not completed', because: unfinished.map(refOf) }
  },
})
