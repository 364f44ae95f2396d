import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { detectMissing } from './missing-reference-hit.ts'

export default defineCause({
  id: 'secret-missing',
  stage: 'container-start',
  owner: 'app',
  patience: 'soon',
  text: {
    summary: 'A Secret that the pod references does not exist',
    shows:
      'The container waits in CreateContainerConfigError (environment) or ContainerCreating with FailedMount events (volume): `secret "…" not found`.',
    happens:
      'The Secret was not applied, has another name (a hash suffix of Kustomize, for example), or lies in another namespace.',
    fix: 'Create the Secret in the pod’s namespace, correct the name, or mark the reference `optional: true`. The kubelet goes on by itself once it exists.',
    docs: ['https://kubernetes.io/docs/concepts/configuration/secret/'],
  },
  on: ['Pod'],
  reads: ['Secret', 'ReplicaSet', 'Job'],

  detect: (pod, cluster) => detectMissing(pod, cluster, 'Secret', 'object'),

  explain: ({ name, place, workload, suggestion, elsewhere }) => ({
    title: `Secret ${name} does not exist`,
    why: `The pods of ${workload.kind} ${workload.name} reference it and cannot start without it.`,
    fix: [
      ...(suggestion === undefined
        ? []
        : [{ text: `Reference Secret ${suggestion}, which exists, if that is the one meant.` }]),
      ...(elsewhere === undefined
        ? []
        : [
            {
              text: `Namespace ${elsewhere} has a Secret ${name}; pods can only use those of their own namespace.`,
              command: sh`kubectl get secret ${name} -n ${elsewhere}`,
            },
          ]),
      {
        text: 'Create it with the keys that the workload needs.',
        command: sh`kubectl create secret generic ${name}${place} --from-literal=KEY=VALUE`,
      },
    ],
  }),
})
