import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { detectClaim, remakeFix } from './claim-hit.ts'

export default defineCause({
  id: 'default-storage-class-missing',
  stage: 'storage',
  owner: 'platform',
  patience: 'soon',
  text: {
    summary: 'The claim names no storage class and the cluster has no default',
    shows:
      'The claim stays Pending with the event `no persistent volumes available for this claim and no storage class is set`, which is no warning.',
    happens:
      'A cluster without a storage driver, or one whose classes all lack the annotation `storageclass.kubernetes.io/is-default-class`.',
    fix: 'Mark one class as the default (claims without a class get it from Kubernetes 1.28 on), or name a class in the claim.',
    docs: [
      'https://kubernetes.io/docs/concepts/storage/storage-classes/#default-storageclass',
      'https://kubernetes.io/docs/tasks/administer-cluster/change-default-storage-class/',
    ],
  },
  on: ['PersistentVolumeClaim'],
  reads: ['Pod', 'StorageClass', 'PersistentVolume', 'StatefulSet'],

  detect(claim, cluster) {
    return detectClaim(claim, cluster, 'default-storage-class-missing', () => ({
      facts: {
        classes: cluster
          .list('StorageClass')
          .slice(0, 10)
          .map(({ metadata }) => metadata.name),
      },
      field: { path: 'storageClassName' },
    }))
  },

  explain(facts) {
    const { claim, classes } = facts
    const [first] = classes
    return {
      title: `claim ${claim} names no storage class and the cluster has no default`,
      why: `Nothing makes a volume for claim ${claim}, so the pods that use it are not scheduled.`,
      fix: [
        first === undefined
          ? { text: 'Install a storage driver with a default class.', command: 'kubectl get storageclass' }
          : {
              text: `Make one of ${classes.join(', ')} the default.`,
              command: sh`kubectl annotate storageclass ${first} storageclass.kubernetes.io/is-default-class=true`,
            },
        { text: `Or name a class in the claim. ${remakeFix(facts).text}`, command: remakeFix(facts).command },
      ],
    }
  },
})
