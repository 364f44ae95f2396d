import { nearest } from '../../nearest.ts'
import { defineCause } from '../../rule.ts'
import { defaultClasses } from '../../workloads/volumes/claims.ts'
import { detectClaim, remakeFix } from './claim-hit.ts'

export default defineCause({
  id: 'storage-class-missing',
  stage: 'storage',
  owner: 'app',
  patience: 'soon',
  text: {
    summary: 'The storage class that the claim names does not exist',
    shows:
      'The claim stays Pending with `storageclass.storage.k8s.io "…" not found`; the pod stays Pending with `unbound immediate PersistentVolumeClaims`.',
    happens:
      'A manifest made for another cluster or cloud, a typing error, or a storage driver whose classes are not installed.',
    fix: 'Name a class that `kubectl get storageclass` lists, or create the missing one. A claim’s class cannot be changed: make the claim anew.',
    docs: ['https://kubernetes.io/docs/concepts/storage/storage-classes/'],
  },
  on: ['PersistentVolumeClaim'],
  reads: ['Pod', 'StorageClass', 'PersistentVolume', 'StatefulSet'],

  detect(claim, cluster) {
    return detectClaim(claim, cluster, 'storage-class-missing', ({ className = '' }) => {
      const classes = cluster.list('StorageClass').map(({ metadata }) => metadata.name)
      const suggestion = nearest(className, classes)
      return {
        facts: {
          classes: classes.slice(0, 10),
          isRead: cluster.seen('StorageClass', undefined),
          suggestion,
          defaultClass: defaultClasses(cluster)[0],
        },
        fields: [['spec.storageClassName', className]],
        field: {
          path: 'storageClassName',
          value: className,
          ...(suggestion === undefined ? {} : { suggestion }),
        },
      }
    })
  },

  explain(facts) {
    const { claim, className, classes, isRead, suggestion, defaultClass } = facts
    return {
      title: `storage class ${className} of claim ${claim} does not exist`,
      why: `No volume can be made for claim ${claim} without its class, so the pods that use it are not scheduled.`,
      fix: [
        {
          text:
            suggestion !== undefined
              ? `Name storage class ${suggestion}, which exists.`
              : defaultClass !== undefined
                ? `Name storage class ${defaultClass}, the default, or leave the class out.`
                : classes.length > 0
                  ? `The cluster has ${classes.join(', ')}: name one of these, or create ${className}.`
                  : isRead
                    ? `The cluster has no storage class: install a storage driver, and create ${className} for it.`
                    : `Name a storage class that exists, or create ${className}.`,
          command: 'kubectl get storageclass',
        },
        remakeFix(facts),
      ],
    }
  },
})
