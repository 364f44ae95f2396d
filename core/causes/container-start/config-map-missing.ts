import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { detectMissing } from './missing-reference-hit.ts'

export default defineCause({
  id: 'config-map-missing',
  stage: 'container-start',
  owner: 'app',
  patience: 'soon',
  text: {
    summary: 'A ConfigMap that the pod references does not exist',
    shows:
      'The container waits in CreateContainerConfigError (environment) or ContainerCreating with FailedMount events (volume): `configmap "…" not found`.',
    happens:
      'The ConfigMap was not applied, has another name (a hash suffix of Kustomize, for example), or lies in another namespace.',
    fix: 'Apply the ConfigMap in the pod’s namespace, correct the name, or mark the reference `optional: true`. The kubelet goes on by itself once it exists.',
    docs: ['https://kubernetes.io/docs/concepts/configuration/configmap/'],
  },
  on: ['Pod'],
  reads: ['ConfigMap', 'ReplicaSet', 'Job'],

  detect: (pod, cluster) => detectMissing(pod, cluster, 'ConfigMap', 'object'),

  explain: ({ name, place, workload, suggestion, elsewhere }) => ({
    title: `ConfigMap ${name} does not exist`,
    why: `The pods of ${workload.kind} ${workload.name} reference it and cannot start without it.`,
    fix: [
      ...(suggestion === undefined
        ? []
        : [{ text: `Reference ConfigMap ${suggestion}, which exists, if that is the one meant.` }]),
      ...(elsewhere === undefined
        ? []
        : [
            {
              text: `Namespace ${elsewhere} has a ConfigMap ${name}; pods can only use those of their own namespace.`,
              command: sh`kubectl get configmap ${name} -n ${elsewhere} -o yaml`,
            },
          ]),
      {
        text: 'Create it with the keys that the workload needs.',
        command: sh`kubectl create configmap ${name}${place} --from-literal=KEY=VALUE`,
      },
    ],
  }),
})
