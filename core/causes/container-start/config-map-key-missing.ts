import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { detectMissing } from './missing-reference-hit.ts'

export default defineCause({
  id: 'config-map-key-missing',
  stage: 'container-start',
  owner: 'app',
  patience: 'none',
  text: {
    summary: 'The ConfigMap lacks the referenced key',
    shows:
      'The container waits in CreateContainerConfigError: `couldn’t find key … in ConfigMap …`; for a volume, FailedMount events say `references non-existent config key`.',
    happens: 'A typing error in the key, or a ConfigMap that was changed without the workloads that read it.',
    fix: 'Add the key to the ConfigMap, correct the reference, or mark it `optional: true`.',
    docs: ['https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/'],
  },
  on: ['Pod'],
  reads: ['ConfigMap', 'ReplicaSet', 'Job'],

  detect: (pod, cluster) => detectMissing(pod, cluster, 'ConfigMap', 'key'),

  explain: ({ name, key = '', place, workload, suggestion }) => ({
    title: `ConfigMap ${name} has no key ${key}`,
    why: `The pods of ${workload.kind} ${workload.name} read that key and cannot start without it.`,
    fix: [
      ...(suggestion === undefined
        ? []
        : [{ text: `Reference key ${suggestion}, which exists, if that is the one meant.` }]),
      {
        text: 'Add the key.',
        command: sh`kubectl patch configmap ${name}${place} --type=merge -p '{"data":{"${key}":"VALUE"}}'`,
      },
    ],
  }),
})
