import type { FamilyHit } from '../../rule.ts'
import { defineFamily } from '../../rule.ts'
import { verdictOf } from '../../workloads/placement/verdict.ts'
import { podAffinity, podAntiAffinity, topologySpread } from './affinity.ts'
import { nodeSelector } from './node-labels.ts'
import { pendingHit } from './pending.ts'
import { cpu, ephemeralStorage, extendedResource, hostPort, memory, podLimit } from './shortages.ts'
import { cordoned, untoleratedTaint } from './taints.ts'
import { volumeReach } from './volume-reach.ts'

const CAUSES = {
  'insufficient-cpu': cpu,
  'insufficient-memory': memory,
  'insufficient-ephemeral-storage': ephemeralStorage,
  'insufficient-extended-resource': extendedResource,
  'node-pod-limit-reached': podLimit,
  'host-port-conflict': hostPort,
  'node-selector-mismatch': nodeSelector,
  'untolerated-taint': untoleratedTaint,
  'node-cordoned': cordoned,
  'pod-affinity-unsatisfied': podAffinity,
  'pod-anti-affinity-unsatisfied': podAntiAffinity,
  'topology-spread-unsatisfied': topologySpread,
  'volume-node-affinity-conflict': volumeReach,
}

type Causes = typeof CAUSES
type Facts = { [Id in keyof Causes]: Parameters<Causes[Id]['explain']>[0] }

const IDS = new Map(Object.entries(CAUSES).map(([id, { obstacle }]) => [obstacle, id as keyof Causes]))

/** A pod that no node fits, and what keeps it off the eligible nodes. */
export default defineFamily<'Pod', Facts>({
  family: 'placement',
  stage: 'scheduling',
  on: ['Pod'],
  reads: ['Node', 'Namespace', 'PersistentVolumeClaim', 'PersistentVolume', 'ReplicaSet', 'Job'],
  causes: CAUSES,

  detect(pod, cluster) {
    const verdict = verdictOf(pod, cluster)
    if (verdict === undefined) return
    const cause = IDS.get(verdict.obstacle)
    if (cause === undefined) return
    const detail = CAUSES[cause].detail(pod, verdict, cluster)
    return { cause, ...pendingHit(pod, verdict, detail, cluster) } as FamilyHit<Facts>
  },
})
