import { recorded, withField } from '../../support/changed.ts'
import type { Conditions } from '../../support/conditions.ts'
import { added, borrowed, gone, unsaid, write } from '../../support/variation.ts'

const replica = recorded('crash-missing-env', 'Pod', 'sender-79c47bb649-s6jgt')

const job = 'healthy-job-retried'
/** A Job with one pod that failed and one that succeeded, of more. */
const goesOn = [unsaid('Job', 'import', ['status', 'conditions']), write('Job', 'import', ['spec', 'completions'], 3)]
const running = 'sync-29924499-wt7zx'
const takenOn = [
  ...goesOn,
  gone('Pod', 'import-b97lz'),
  borrowed('cron-forbid', 'Pod', running, 'healthy-etl'),
  write(
    'Pod',
    running,
    ['metadata', 'ownerReferences'],
    [{ apiVersion: 'batch/v1', kind: 'Job', name: 'import', controller: true }],
  ),
]
const madeAt = (time: string) => write('Pod', 'import-9xx64', ['metadata', 'creationTimestamp'], time)

export default {
  'a replica whose log was not read ends as the others do': {
    recording: 'crash-missing-env',
    varied: [added({ kind: 'Pod', ...withField(replica, ['metadata', 'name'], 'sender-79c47bb649-zx2bw') })],
    found: 0,
  },
  'a Job makes up for a failed pod with one that succeeds': { recording: job, varied: goesOn, found: 0 },
  'the first failure of a Job that goes on is a stumble': {
    recording: job,
    varied: [...goesOn, gone('Pod', 'import-b97lz')],
    found: 1,
  },
  'a pod of another index makes up for nothing': {
    recording: job,
    varied: [
      ...goesOn,
      write('Pod', 'import-b97lz', ['metadata', 'annotations'], { 'batch.kubernetes.io/job-completion-index': '1' }),
    ],
    found: 1,
  },
  'a pod that has run for longer than the failed one makes up for it': {
    recording: job,
    varied: [...takenOn, madeAt('2026-11-23T21:20:00Z')],
    found: 0,
  },
  'a pod that was made before makes up for nothing': { recording: job, varied: takenOn, found: 1 },
  'the second failure of a Job that goes on is none': {
    recording: 'job-failing',
    varied: [unsaid('Job', 'nightly', ['status', 'conditions'])],
    found: 1,
  },
} satisfies Conditions
