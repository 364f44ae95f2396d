import type { Cluster } from '../../cluster/cluster.ts'
import type { ClusterEvent } from '../../cluster/events.ts'
import type { Kube } from '../../kube/index.ts'

/** Why a claim has no volume; the ids of the causes that name it. */
export type ClaimFailure =
  | 'persistent-volume-lost'
  | 'storage-class-missing'
  | 'default-storage-class-missing'
  | 'persistent-volume-unavailable'
  | 'volume-provisioning-failed'

export interface ClaimProblem {
  readonly failure: ClaimFailure
  /** The class that the claim names; undefined where it names none. */
  readonly className: string | undefined
  readonly provisioner: string | undefined
  /** What the control plane or the provisioner says of it. */
  readonly event: ClusterEvent | undefined
  readonly confidence: 'certain' | 'likely'
  /** False while it may be on its way. */
  readonly isLasting: boolean
  readonly since: number | undefined
}

/** What is known of a claim without a volume before its volumes and its provisioner are looked at. */
export interface Findings {
  readonly className: string | undefined
  readonly event: ClusterEvent | undefined
  readonly cluster: Cluster
}

/** Why a claim has no volume, as one part of the inquiry answers it. */
export type Answer = Omit<ClaimProblem, 'className' | 'since' | 'provisioner'> & { readonly provisioner?: string }

export type Claim = Kube<'PersistentVolumeClaim'>
