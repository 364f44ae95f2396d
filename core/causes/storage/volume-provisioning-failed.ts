import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { detectClaim } from './claim-hit.ts'

export default defineCause({
  id: 'volume-provisioning-failed',
  stage: 'storage',
  owner: 'platform',
  patience: 'stuck',
  text: {
    summary: 'The provisioner answers with an error or does not run',
    shows:
      'The claim stays Pending with `failed to provision volume with StorageClass …`, or with nothing but `Waiting for a volume to be created either by the external provisioner …`.',
    happens:
      'The storage driver is not installed, its controller crashes, it lacks permissions or quota in the cloud, its backend is full or down, or the class has parameters that it refuses.',
    fix: 'Read the provisioner’s own log; install or repair the driver, or correct the class. It goes on by itself then.',
    docs: [
      'https://kubernetes.io/docs/concepts/storage/dynamic-provisioning/',
      'https://kubernetes.io/docs/concepts/storage/storage-classes/#provisioner',
    ],
  },
  on: ['PersistentVolumeClaim'],
  reads: ['Pod', 'StorageClass', 'PersistentVolume', 'StatefulSet', 'CSIDriver', 'CSINode', 'Lease'],

  detect(claim, cluster) {
    return detectClaim(claim, cluster, 'volume-provisioning-failed', ({ provisioner, className = '' }) => ({
      facts: {
        className,
        isKnown: cluster.find('CSIDriver', undefined, provisioner ?? '').state === 'present',
      },
      fields: [['spec.storageClassName', className]],
    }))
  },

  explain({ claim, place, className, provisioner, message, reason, isKnown }) {
    const what = provisioner === undefined ? 'the provisioner' : `provisioner ${provisioner}`
    const isSilent = reason !== 'ProvisioningFailed'
    const events = { text: 'See all that is said of the claim.', command: sh`kubectl describe pvc ${claim}${place}` }
    if (isSilent) {
      return {
        title: `${what} makes no volume for claim ${claim}`,
        why: `The claim waits for ${what}${isKnown ? '' : ', of which nothing in the cluster shows that it runs'}, and its pods wait for the claim.`,
        fix: [
          {
            text: isKnown
              ? `Look at the controller of ${what}: it does not answer.`
              : `Install the storage driver that serves ${provisioner ?? 'the class'}, or use a class whose driver runs.`,
            command: isKnown ? 'kubectl get pods -A' : 'kubectl get csidrivers,storageclass',
          },
          events,
        ],
      }
    }
    const [line = ''] = (message ?? '').split('\n')
    const error = line.replace(/^failed to provision volume with StorageClass "[^"]*": /i, '')
    return {
      title: `${what} fails to make a volume for claim ${claim}: ${error.slice(0, 160)}`,
      why: `Claim ${claim} is not bound until the provisioner succeeds, and its pods wait for that.`,
      fix: [
        {
          text: `Remove what the error names (parameters are in storage class ${className}); the provisioner tries again by itself.`,
          command: sh`kubectl get storageclass ${className} -o yaml`,
        },
        events,
      ],
    }
  },
})
