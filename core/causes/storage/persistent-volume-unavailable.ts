import { fieldEvidence } from '../../evidence.ts'
import { nearest } from '../../nearest.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { detectClaim, remakeFix } from './claim-hit.ts'
import type { Misfit } from './volume-fit.ts'
import { freeFor, misfitsOf } from './volume-fit.ts'

const SHOWN = 3

/** The volumes that the claim's author may have had in mind: the one it names, those of its class, else those that are free. */
function candidates(misfits: readonly Misfit[], volumeName: string | undefined): readonly Misfit[] {
  if (volumeName !== undefined) return misfits.filter(({ volume }) => volume === volumeName)
  const near = misfits.filter(({ field }) => field !== 'spec.storageClassName')
  return (near.length > 0 ? near : misfits).slice(0, SHOWN)
}

export default defineCause({
  id: 'persistent-volume-unavailable',
  stage: 'storage',
  owner: 'platform',
  patience: 'stuck',
  text: {
    summary: 'No persistent volume fits the claim',
    shows:
      "The claim stays Pending although volumes of its class exist; the pod says `unbound immediate PersistentVolumeClaims` or `didn't find available persistent volumes to bind`.",
    happens:
      'Volumes made by hand are too small, offer other access modes, are of another class or volume mode, do not match the claim’s selector, or still belong to a claim that was deleted (phase Released).',
    fix: 'Make a volume that meets the claim, or ask for what a volume offers. A Released volume is free again once its `claimRef` is removed.',
    docs: ['https://kubernetes.io/docs/concepts/storage/persistent-volumes/#binding'],
  },
  on: ['PersistentVolumeClaim'],
  reads: ['Pod', 'StorageClass', 'PersistentVolume', 'StatefulSet'],

  detect(claim, cluster) {
    return detectClaim(claim, cluster, 'persistent-volume-unavailable', () => {
      const { volumeName, accessModes = [], resources } = claim.spec ?? {}
      const misfits = candidates(misfitsOf(claim, cluster), volumeName)
      const [best] = misfits
      const { field, wanted, has = '' } = best ?? {}
      const path = field?.replace(/^spec\./, '') ?? (volumeName === undefined ? undefined : 'volumeName')
      const isNameWrong = path === 'volumeName' && best === undefined
      const near = isNameWrong ? nearest(volumeName ?? '', freeFor(claim, cluster)) : undefined
      const value = isNameWrong ? volumeName : wanted
      const suggestion = isNameWrong ? near : has
      return {
        facts: {
          near,
          misfits: misfits.map(({ volume, why, field: at }) => ({ volume, why, isFree: at !== undefined })),
          released: misfits.find(({ why }) => why.startsWith('was released'))?.volume,
          size: String(resources?.requests?.['storage'] ?? '?'),
          modes: accessModes.join(', '),
        },
        evidence:
          best === undefined
            ? []
            : [fieldEvidence({ kind: 'PersistentVolume', name: best.volume }, best.shownAt, best.has ?? best.why)],
        fields: field === undefined ? [] : [[field, wanted ?? '']],
        ...(path === undefined
          ? {}
          : {
              field: {
                path,
                ...(value === undefined ? {} : { value }),
                ...(suggestion === undefined || suggestion === '' ? {} : { suggestion }),
              },
            }),
      }
    })
  },

  explain(facts) {
    const { claim, misfits, released, size, modes, volume, className, near } = facts
    const offers = misfits.filter(({ isFree }) => isFree)
    const [best] = misfits
    const asked = `${size}${modes === '' ? '' : `, ${modes}`}`
    const place = (className ?? '') === '' ? '' : ` of class ${className}`
    return {
      title:
        best === undefined
          ? volume === undefined
            ? `there is no volume${place} for claim ${claim} (${asked})`
            : `volume ${volume} of claim ${claim} does not exist`
          : `no volume fits claim ${claim} (${asked}): ${best.volume} ${best.why}`,
      why: `The claim is not bound until a volume meets all that it asks for, and its pods wait for that.`,
      fix: [
        ...(released === undefined
          ? []
          : [
              {
                text: `Free volume ${released}, once nothing needs its data under the old claim.`,
                command: sh`kubectl patch pv ${released} --type=json -p '[{"op":"remove","path":"/spec/claimRef"}]'`,
              },
            ]),
        ...(near === undefined
          ? []
          : [
              {
                text: `Name volume ${near}, which is free. ${remakeFix(facts).text}`,
                command: remakeFix(facts).command,
              },
            ]),
        {
          text:
            volume === undefined
              ? `Make a volume${place} that offers ${asked}.`
              : `Let volume ${volume} be one${place} that offers ${asked}, or leave volumeName out.`,
          command: 'kubectl get pv',
        },
        ...(offers.length === 0
          ? []
          : [
              {
                text: `Or ask for what is there: ${offers.map(misfit => `${misfit.volume} ${misfit.why}`).join('; ')}. ${remakeFix(facts).text}`,
                command: remakeFix(facts).command,
              },
            ]),
      ],
    }
  },
})
