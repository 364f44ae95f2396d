import type { Cluster } from '../../cluster/cluster.ts'
import type { ClusterEvent } from '../../cluster/events.ts'
import type { Kube } from '../../kube/index.ts'
import { podCondition } from '../../workloads/pods.ts'
import { podsUsing } from '../../workloads/volumes/claims.ts'

type Claim = Kube<'PersistentVolumeClaim'>

/** Says that a pod must be placed first, or that the volume is on its way: nothing is wrong with the claim. */
export const WAITING = new Set(['WaitForFirstConsumer', 'WaitForPodScheduled', 'Provisioning', 'ProvisioningSucceeded'])

const TELLING = new Set([...WAITING, 'ProvisioningFailed', 'FailedBinding', 'VolumeMismatch', 'ExternalProvisioning'])

/** `storageclass.storage.k8s.io "fast" not found`; the message of 1.24 and of 1.36. */
export const CLASS_NOT_FOUND = /storageclass(?:es)?(?:\.storage\.k8s\.io)? "([^"]{1,253})" not found/i

/**
 * The event that tells how binding stands: a provisioner's failure, unless it got on since, else the newest. The controller
 * repeats ExternalProvisioning whatever the provisioner does.
 */
export function tellingEvent(claim: Claim, hasClass: boolean, cluster: Cluster): ClusterEvent | undefined {
  const events = cluster
    .events(claim)
    .filter(({ reason, message }) => TELLING.has(reason) && !(hasClass && CLASS_NOT_FOUND.test(message)))
  const done = events.findLastIndex(({ reason }) => reason === 'ProvisioningSucceeded')
  return events.slice(done + 1).findLast(({ reason }) => reason === 'ProvisioningFailed') ?? events.at(-1)
}

/**
 * What the scheduler says of the claims of a pod that waits: no volume to bind to, or no room where the driver would make
 * one. `pkg/scheduler/framework/plugins/volumebinding/binder.go`.
 */
export function schedulerSays(claim: Claim, pattern: RegExp, cluster: Cluster): boolean {
  return podsUsing(claim, cluster).some(pod => pattern.test(podCondition(pod, 'PodScheduled')?.message ?? ''))
}

export const NO_VOLUME = /didn't find available persistent volumes to bind/
export const NO_ROOM = /did not have enough free storage/
