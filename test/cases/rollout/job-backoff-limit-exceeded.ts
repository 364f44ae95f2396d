import type { Cases } from '../../support/cases.ts'
import { borrowed, gone, notRead, unsaid, worded, write } from '../../support/variation.ts'

const recording = 'job-failing'
const ofCronJob = [
  borrowed('image-registry-refused', 'CronJob', 'ledger-sync', 'etl'),
  write(
    'Job',
    /^/,
    ['metadata', 'ownerReferences'],
    [{ apiVersion: 'batch/v1', kind: 'CronJob', name: 'ledger-sync', controller: true }],
  ),
]

export default {
  'pods that are gone tell nothing more': { recording, varied: [gone('Pod')], found: 1 },
  "pods that are started again in place are deleted with the Job's failure": {
    recording,
    varied: [gone('Pod'), write('Job', 'nightly', ['spec', 'template', 'spec', 'restartPolicy'], 'OnFailure')],
    found: 1,
  },
  'a pod that is left may tell more': {
    recording,
    varied: [
      gone('Pod'),
      borrowed('healthy-job-retried', 'Pod', 'import-b97lz', 'etl'),
      write(
        'Pod',
        'import-b97lz',
        ['metadata', 'ownerReferences'],
        [{ apiVersion: 'batch/v1', kind: 'Job', name: 'nightly', controller: true }],
      ),
    ],
    found: 1,
  },
  'the run of a CronJob is run anew from it': { recording, varied: [gone('Pod'), ...ofCronJob], found: 1 },
  'a failed run of a CronJob is history once the next has failed': {
    recording,
    varied: [gone('Pod'), borrowed('job-deadline', 'Job', 'backfill', 'etl'), ...ofCronJob],
    found: 0,
  },
  'a Job that is being deleted is no trouble any more': {
    recording,
    varied: [gone('Pod'), write('Job', 'nightly', ['metadata', 'deletionTimestamp'], '2026-11-23T21:20:10Z')],
    found: 0,
  },
  'pods that were not read may have logs': { recording, varied: [notRead('Pod')], found: 1 },
  'the default limit is written nowhere': {
    recording,
    varied: [gone('Pod'), write('Job', 'nightly', ['spec', 'backoffLimit'], undefined)],
    found: 1,
  },
  'a status that counts no failed pod counts none': {
    recording,
    varied: [gone('Pod'), unsaid('Job', 'nightly', ['status', 'failed'])],
    found: 1,
  },
  'a failure need not have a message': {
    recording,
    varied: [
      gone('Pod'),
      worded('Job has reached the specified backoff limit', '', 'JobCondition in staging/src/k8s.io/api/batch/v1'),
    ],
    found: 1,
  },
  'a pod failure policy ends a Job at its first failed pod': {
    recording: 'job-deadline',
    varied: [
      worded('DeadlineExceeded', 'PodFailurePolicy', 'JobReasonPodFailurePolicy in staging/src/k8s.io/api/batch/v1'),
      worded(
        'Job was active longer than specified deadline',
        'Container work for pod backfill/backfill-x failed with exit code 42 matching FailJob rule at index 0',
        'pkg/controller/job/pod_failure_policy.go',
      ),
    ],
    found: 1,
  },
} satisfies Cases
