import { detectClaim } from '../../facts/claim-hit.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'

export default defineCause({
  id: 'persistent-volume-lost',
  stage: 'storage',
  owner: 'platform',
  text: {
    summary: 'The volume to which the claim is bound is gone',
    shows:
      'The claim is in phase Lost with `Bound claim has lost its PersistentVolume`; pods say `bound to non-existent persistentvolume`.',
    happens:
      'Somebody or something deleted the PersistentVolume, or bound it to another claim, while a claim was bound to it.',
    fix: 'Where the storage itself is still there, make a PersistentVolume of the same name for it. Else restore the data from a backup into a new claim.',
    docs: ['https://kubernetes.io/docs/concepts/storage/persistent-volumes/#lifecycle-of-a-volume-and-claim'],
  },
  on: ['PersistentVolumeClaim'],
  reads: ['Pod', 'PersistentVolume', 'StatefulSet'],

  *detect(claim, cluster) {
    yield* detectClaim(claim, cluster, 'persistent-volume-lost', () => ({
      facts: {},
      fields: claim.spec?.volumeName === undefined ? [] : [['spec.volumeName', claim.spec.volumeName]],
    }))
  },

  explain: ({ claim, place, volume }) => ({
    title: `volume ${volume ?? ''} of claim ${claim} is gone`,
    why: 'A claim is bound to one volume for good, so pods that use it cannot start any more.',
    fix: [
      {
        text: `If the storage behind it still exists (reclaim policy Retain), make PersistentVolume ${volume ?? ''} anew with a claimRef to this claim, and remove the claim’s annotation \`pv.kubernetes.io/bind-completed\`.`,
        command: sh`kubectl annotate pvc ${claim}${place} pv.kubernetes.io/bind-completed-`,
      },
      {
        text: 'If the data is lost or not needed, make the claim anew; its pods have to be deleted first.',
        command: sh`kubectl delete pvc ${claim}${place}`,
      },
    ],
  }),
})
