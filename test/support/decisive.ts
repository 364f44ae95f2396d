/**
 * What decides each recorded rollout that fails: the kind and the words of the first change that shows it, and the seconds
 * that its cause is given from there. The recordings hold no logs, which name the cause of two of them.
 */
export const DECISIVE: Readonly<
  Record<
    string,
    { readonly shows: readonly [kind: string, ...texts: string[]]; readonly given: number; readonly cause: string }
  >
> = {
  'crash-missing-module': { shows: ['Pod', '"exitCode":1'], given: 17, cause: 'application-error' },
  'crash-oom': { shows: ['Pod', 'OOMKilled'], given: 17, cause: 'out-of-memory-killed' },
  'image-tag-typo': { shows: ['Pod', '"reason":"ErrImagePull"', 'not found'], given: 0, cause: 'image-not-found' },
  'init-crash': { shows: ['Pod', '"exitCode":2'], given: 13, cause: 'application-error' },
  'job-failing': { shows: ['Job', '"type":"FailureTarget"'], given: 0, cause: 'application-error' },
  'liveness-wrong-port': { shows: ['Event', 'Unhealthy'], given: 32, cause: 'probe-port-mismatch' },
  'pending-cpu': { shows: ['Event', 'FailedScheduling'], given: 32, cause: 'insufficient-cpu' },
  'pvc-class-missing': { shows: ['PersistentVolumeClaim'], given: 30, cause: 'storage-class-missing' },
  'quota-exceeded': { shows: ['Event', 'FailedCreate'], given: 30, cause: 'quota-exceeded' },
  'readiness-404': { shows: ['Event', 'statuscode: 404'], given: 30, cause: 'probe-path-not-found' },
  'secret-key-missing': { shows: ['Pod', "couldn't find key"], given: 0, cause: 'secret-key-missing' },
  'startup-slow': { shows: ['Event', 'Unhealthy'], given: 31, cause: 'startup-probe-failing' },
  'two-problems': { shows: ['Pod', '"reason":"ErrImagePull"', 'not found'], given: 0, cause: 'image-not-found' },
}
