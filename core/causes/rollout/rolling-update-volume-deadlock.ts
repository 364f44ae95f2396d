import { refOf } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { namespaceFlag, command as sh, withPatch } from '../../shell.ts'
import { createdAt } from '../../workloads/pods.ts'
import { volumeDeadlockOf } from '../../workloads/volumes/volume-deadlock.ts'

export default defineCause({
  id: 'rolling-update-volume-deadlock',
  stage: 'rollout',
  owner: 'app',
  patience: 'soon',
  text: {
    summary: 'A rolling update waits for a volume that the old pod holds',
    shows:
      'The new pod stays Pending (`ReadWriteOncePod access mode already in-use`) or ContainerCreating (`Multi-Attach error`) while the old one keeps running.',
    happens:
      'A RollingUpdate stops the old pod only when the new one is ready. A ReadWriteOnce volume can be attached to only one node at a time, and a ReadWriteOncePod volume used by only one pod.',
    fix: 'Use the strategy Recreate (or a StatefulSet), or a volume that several pods can share.',
    docs: [
      'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy',
      'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes',
    ],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Deployment', 'PersistentVolumeClaim', 'VolumeAttachment'],

  detect(pod, cluster) {
    const found = volumeDeadlockOf(pod, cluster)
    if (found === undefined) return
    const { deployment, claim, mode, holder, evidence } = found
    return {
      facts: {
        name: deployment.metadata.name,
        namespaceFlag: namespaceFlag(deployment.metadata.namespace),
        claim,
        mode,
        holder,
        pod: pod.metadata.name,
      },
      subject: refOf(deployment),
      explains: [refOf(pod)],
      evidence,
      since: createdAt(pod),
      field: {
        object: refOf(deployment),
        path: 'spec.strategy.type',
        value: deployment.spec?.strategy?.type ?? 'RollingUpdate',
        suggestion: 'Recreate',
      },
    }
  },

  explain({ name, namespaceFlag, claim, mode, holder, pod }) {
    const patch = { spec: { strategy: { type: 'Recreate', rollingUpdate: null } } }
    return {
      title: `pod ${pod} waits for ${mode} claim ${claim}, which the old pod ${holder} still uses`,
      why: `The rolling update of Deployment ${name} keeps the old pod until the new one is ready, so each waits for the other.`,
      fix: [
        {
          kind: 'change',
          text: 'Stop the old pod before the new one starts (strategy Recreate): each later update has a short downtime.',
          command: withPatch(sh`kubectl patch deployment ${name}${namespaceFlag}`, patch),
          patch,
        },
        {
          kind: 'destroy',
          text: 'Or, for this rollout only, delete the old pod: there is downtime until the new one is ready, and its data outside volumes is lost.',
          command: sh`kubectl delete pod ${holder}${namespaceFlag}`,
        },
      ],
    }
  },
})
