import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf } from '../../ref.ts'
import type { ObjectRef } from '../../report.ts'
import { command as sh } from '../../shell.ts'
import { demandText, matchesNodeSelector, nodesMatching } from '../../workloads/placement/node-affinity.ts'
import { boundVolumes } from '../../workloads/volumes/claims.ts'
import { claimsOf } from '../../workloads/volumes/pod-claims.ts'
import { workloadOf } from '../../workloads/workloads.ts'
import type { PendingCause } from './pending.ts'

function reachOf(volume: Kube<'PersistentVolume'>): string {
  const terms = volume.spec?.nodeAffinity?.required?.nodeSelectorTerms ?? []
  return terms
    .map(({ matchExpressions = [] }) =>
      matchExpressions
        .map(({ key = '', operator = '', values = [] }) => demandText({ key, operator, values }))
        .join(' and '),
    )
    .join(' or ')
}

function isReachedFrom(node: Kube<'Node'>, { spec }: Kube<'PersistentVolume'>): boolean {
  const required = spec?.nodeAffinity?.required
  return required === undefined || matchesNodeSelector(node, required)
}

interface ReachFacts {
  readonly volume?: string
  readonly claim: string
  readonly reach: string
  /** True if no node can reach the volume. */
  readonly isNowhere?: boolean
  /** Another volume of the pod that no node can reach together with the first. */
  readonly other?: { readonly name: string; readonly reach: string }
}

/** The volume's name from a claim, else the claim, else the workload. */
function unseenVolume(pod: Kube<'Pod'>, cluster: Cluster): ObjectRef {
  const claims = claimsOf(pod)
  for (const ref of claims) {
    const claim = cluster.get(ref)
    const name = claim?.kind === 'PersistentVolumeClaim' ? claim.spec?.volumeName : undefined
    if (name !== undefined) return { kind: 'PersistentVolume', name }
  }
  return claims[0] ?? workloadOf(pod, cluster)
}

export const volumeReach: PendingCause<ReachFacts> = {
  obstacle: 'volume-reach',
  owner: 'platform',
  patience: 'stuck',
  text: {
    summary: 'The bound volume is reachable only from other nodes',
    shows:
      "The pod stays Pending; FailedScheduling says `volume node affinity conflict` or `didn't match PersistentVolume's node affinity`.",
    happens:
      'The volume is in another zone than the free nodes, or on the local disk of a node that is gone, renamed, cordoned or not eligible for the pod.',
    fix: 'Restore the node, add one in the volume’s zone, or restore the data to a new volume. For new claims use a storage class with volumeBindingMode WaitForFirstConsumer.',
    docs: [
      'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#node-affinity',
      'https://kubernetes.io/docs/concepts/storage/storage-classes/#volume-binding-mode',
    ],
  },

  detail(pod, { nodes }, cluster) {
    const bound = boundVolumes(pod, cluster)
    const conflict = bound.find(({ volume }) => nodes.some(node => !isReachedFrom(node, volume)))
    const found = conflict ?? bound.find(({ volume }) => volume.spec?.nodeAffinity !== undefined)
    if (found === undefined) {
      return { facts: { claim: claimsOf(pod)[0]?.name ?? '', reach: '' }, subject: unseenVolume(pod, cluster) }
    }
    const { volume, claim } = found
    const required = volume.spec?.nodeAffinity?.required
    const there = required === undefined ? cluster.list('Node') : nodesMatching(cluster.list('Node'), required, cluster)
    const other = bound.find(known => there.length > 0 && there.every(node => !isReachedFrom(node, known.volume)))
    const evidenceOf = (reached: Kube<'PersistentVolume'>) =>
      fieldEvidence(reached, 'spec.nodeAffinity.required', reachOf(reached))
    return {
      facts: {
        volume: volume.metadata.name,
        claim,
        reach: reachOf(volume),
        isNowhere: there.length === 0 && cluster.seen('Node', undefined),
        ...(other === undefined ? {} : { other: { name: other.volume.metadata.name, reach: reachOf(other.volume) } }),
      },
      subject: refOf(volume),
      evidence: [volume, ...(other === undefined ? [] : [other.volume])].map(evidenceOf),
    }
  },

  explain({ pod, namespaceFlag, volume, claim, reach, isNowhere, other }) {
    const what = volume === undefined ? `the volume of claim ${claim}` : `volume ${volume}`
    const where = reach === '' ? 'other nodes' : `nodes with ${reach}`
    if (other !== undefined) {
      return {
        title: `no node can reach both ${what} and volume ${other.name}`,
        why: `Pod ${pod} uses both: ${what} is reachable only from ${where}, and ${other.name} only from nodes with ${other.reach}.`,
        fix: [
          {
            kind: 'change',
            text: 'Restore the data of one of them to a new volume next to the other.',
          },
          {
            kind: 'check',
            text: 'Show where they are.',
            command: sh`kubectl describe pv ${volume ?? ''} ${other.name}`,
          },
          { kind: 'change', text: 'For new claims use a storage class with volumeBindingMode WaitForFirstConsumer.' },
        ],
      }
    }
    return {
      title: isNowhere
        ? `${what} is reachable only from ${where}, and there are none`
        : `${what} is reachable only from ${where}, which do not fit the pod`,
      why: `Pod ${pod} uses claim ${claim}, so it can run only where ${what} is, and no eligible node is there.`,
      fix: [
        {
          kind: 'change',
          text: isNowhere
            ? `Restore or add a node with ${reach}.`
            : 'Make the pod fit where the volume is: add a node there, or correct its selector and tolerations.',
        },
        {
          kind: 'check',
          text: 'Show where the volume is.',
          command:
            volume === undefined
              ? sh`kubectl describe pvc ${claim}${namespaceFlag}`
              : sh`kubectl describe pv ${volume}`,
        },
        { kind: 'change', text: 'Or restore the data to a new claim, with a volume where the pods can run.' },
      ],
    }
  },
}
