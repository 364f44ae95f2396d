import { createdAt } from '../../facts/pods/pods.ts'
import { rolloutOf } from '../../facts/pods/rollouts.ts'
import { refOf } from '../../ref.ts'
import { defineSymptom } from '../../rule.ts'

export default defineSymptom({
  id: 'cron-job-run-failing',
  on: ['CronJob'],
  reads: ['Job', 'Pod'],

  *detect(cronJob, cluster) {
    const runs = [...cluster.ownedBy(cronJob, 'Job')].sort((a, b) => (createdAt(b) ?? 0) - (createdAt(a) ?? 0))
    const [newest] = runs
    const open = runs.filter(
      job => job === newest || !(rolloutOf(job, cluster).complete || rolloutOf(job, cluster).failed),
    )
    const unfinished = open.filter(job => !rolloutOf(job, cluster).complete)
    if (unfinished.length === 0) return
    yield { text: `its latest run has not completed`, because: unfinished.map(refOf), since: undefined }
  },
})
