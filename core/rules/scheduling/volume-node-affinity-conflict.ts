import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import { claimsOf } from '../../facts/pods/pod-volumes.ts'
import { workloadOf } from '../../facts/pods/workloads.ts'
import { boundVolumes } from '../../facts/scheduling/bound-volumes.ts'
import { demandText, matchesNodeSelector } from '../../facts/scheduling/node-affinity.ts'
import { detectPending } from '../../facts/scheduling/pending-hit.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf } from '../../ref.ts'
import type { ObjectRef } from '../../report.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'

function reachOf(volume: Kube<'PersistentVolume'>): string {
  const terms = volume.spec?.nodeAffinity?.required?.nodeSelectorTerms ?? []
  return terms
    .map(({ matchExpressions = [] }) =>
      matchExpressions
        .map(({ key = '', operator = '', values = [] }) => demandText({ path: '', key, operator, values }))
        .join(' and '),
    )
    .join(' or ')
}

/** The volume by the name that a claim gives, else the claim, else the workload. */
function unseenVolume(pod: Kube<'Pod'>, cluster: Cluster): ObjectRef {
  const claims = claimsOf(pod)
  for (const ref of claims) {
    const claim = cluster.get(ref)
    const name = claim?.kind === 'PersistentVolumeClaim' ? claim.spec?.volumeName : undefined
    if (name !== undefined) return { kind: 'PersistentVolume', name }
  }
  return claims[0] ?? workloadOf(pod, cluster)
}

export default defineCause({
  id: 'volume-node-affinity-conflict',
  stage: 'scheduling',
  owner: 'platform',
  text: {
    summary: 'The bound volume can be reached only from other nodes',
    shows:
      "The pod stays Pending; FailedScheduling says `volume node affinity conflict` or `didn't match PersistentVolume's node affinity`.",
    happens:
      'The volume lies in another zone than the free nodes, or on the local disk of a node that is gone, renamed, cordoned or not meant for the pod.',
    fix: 'Bring back the node or a node in the zone of the volume, or restore the data into a new volume. For new claims use a storage class with volumeBindingMode WaitForFirstConsumer.',
    docs: [
      'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#node-affinity',
      'https://kubernetes.io/docs/concepts/storage/storage-classes/#volume-binding-mode',
    ],
  },
  on: ['Pod'],
  reads: ['Node', 'PersistentVolumeClaim', 'PersistentVolume', 'ReplicaSet', 'Job'],

  detect(pod, cluster) {
    return detectPending(pod, cluster, 'volume-node-affinity-conflict', ({ nodes }) => {
      const bound = boundVolumes(pod, cluster)
      const conflict = bound.find(({ volume }) => {
        const required = volume.spec?.nodeAffinity?.required
        return required !== undefined && nodes.some(node => !matchesNodeSelector(node, required))
      })
      const found = conflict ?? bound.find(({ volume }) => volume.spec?.nodeAffinity !== undefined) ?? bound[0]
      const [claim] = claimsOf(pod)
      const required = found?.volume.spec?.nodeAffinity?.required
      return {
        facts: {
          volume: found?.volume.metadata.name,
          claim: found?.claim ?? claim?.name,
          reach: found === undefined ? '' : reachOf(found.volume),
          exists:
            required === undefined || !cluster.seen('Node', undefined)
              ? undefined
              : cluster.list('Node').some(node => matchesNodeSelector(node, required)),
        },
        subject: found === undefined ? unseenVolume(pod, cluster) : refOf(found.volume),
        evidence:
          found === undefined ? [] : [fieldEvidence(found.volume, 'spec.nodeAffinity.required', reachOf(found.volume))],
      }
    })
  },

  explain({ pod, place, volume, claim, reach, exists }) {
    const what = volume === undefined ? `the volume of claim ${claim ?? ''}` : `volume ${volume}`
    const where = reach === '' ? 'other nodes' : `nodes with ${reach}`
    return {
      title:
        exists === false
          ? `${what} can be reached only from ${where}, and there is none`
          : `${what} can be reached only from ${where}, which do not fit the pod`,
      why: `Pod ${pod} uses claim ${claim ?? ''}, so it can run only where ${what} is, and no node that fits the pod is there.`,
      fix: [
        {
          text:
            exists === false
              ? `Bring back a node with ${reach}.`
              : 'Let the pod run where the volume is: add a node there, or correct its selector and tolerations.',
          command:
            volume === undefined ? sh`kubectl describe pvc ${claim ?? ''}${place}` : sh`kubectl describe pv ${volume}`,
        },
        { text: 'Or restore the data into a new claim whose volume is where the pods can run.' },
      ],
    }
  },
})
