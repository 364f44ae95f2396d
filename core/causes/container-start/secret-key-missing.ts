import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { detectMissing } from './missing-reference-hit.ts'

export default defineCause({
  id: 'secret-key-missing',
  stage: 'container-start',
  owner: 'app',
  patience: 'none',
  text: {
    summary: 'The Secret lacks the referenced key',
    shows:
      'The container waits in CreateContainerConfigError: `couldn’t find key … in Secret …`; for a volume, FailedMount events say `references non-existent secret key`.',
    happens: 'A typing error in the key, or a Secret that was changed without the workloads that read it.',
    fix: 'Add the key to the Secret, correct the reference, or mark it `optional: true`.',
    docs: ['https://kubernetes.io/docs/tasks/inject-data-application/distribute-credentials-secure/'],
  },
  on: ['Pod'],
  reads: ['Secret', 'ReplicaSet', 'Job'],

  detect: (pod, cluster) => detectMissing(pod, cluster, 'Secret', 'key'),

  explain: ({ name, key = '', place, workload, suggestion }) => ({
    title: `Secret ${name} has no key ${key}`,
    why: `The pods of ${workload.kind} ${workload.name} read that key and cannot start without it.`,
    fix: [
      ...(suggestion === undefined
        ? []
        : [{ text: `Reference key ${suggestion}, which exists, if that is the one meant.` }]),
      {
        text: 'Add the key.',
        command: sh`kubectl patch secret ${name}${place} --type=merge -p '{"stringData":{"${key}":"VALUE"}}'`,
      },
    ],
  }),
})
