import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import type { Volume } from '../../kube/pod.ts'
import type { Evidence, ObjectRef } from '../../report.ts'
import { boundVolumes } from '../../workloads/volumes/bound-volumes.ts'
import type { MountWording } from './mount-wording.ts'

type Pod = Kube<'Pod'>

/** A volume that does not reach a pod. */
export interface MountProblem extends MountWording {
  readonly message: string
  /** The pod's volume, and the claim behind it, where the message can be joined to one. */
  readonly podVolume: Volume | undefined
  readonly claim: ObjectRef | undefined
  readonly evidence: readonly Evidence[]
  readonly since: number | undefined
  readonly confidence: 'certain' | 'likely'
}

/** The pod's volume that a message names: inline ones by their own name, claims by the volume that they are bound to. */
export function joined(
  name: string | undefined,
  pod: Pod,
  cluster: Cluster,
): Pick<MountProblem, 'podVolume' | 'claim'> {
  const volumes = pod.spec?.volumes ?? []
  const claim = boundVolumes(pod, cluster).find(({ volume }) => volume.metadata.name === name)?.claim
  if (claim === undefined) {
    return {
      podVolume: name === undefined ? undefined : volumes.find(volume => volume.name === name),
      claim: undefined,
    }
  }
  const { namespace } = pod.metadata
  const podVolume = volumes.find(
    ({ name: own, persistentVolumeClaim }) =>
      persistentVolumeClaim?.claimName === claim || `${pod.metadata.name}-${own ?? ''}` === claim,
  )
  const place = namespace === undefined ? {} : { namespace }
  return { podVolume, claim: { kind: 'PersistentVolumeClaim', ...place, name: claim } }
}

/** Volumes that the kubelet makes of the API's own objects or of the node have other rules. */
export function isStorage(volume: Volume | undefined): boolean {
  if (volume === undefined) return true
  const { configMap, secret, projected, downwardAPI, hostPath, emptyDir } = volume
  return [configMap, secret, projected, downwardAPI, hostPath, emptyDir].every(source => source === undefined)
}

/** Takes a PersistentVolume's name; returns its attachments to nodes. */
export function attachmentsOf(volume: string | undefined, cluster: Cluster): readonly Kube<'VolumeAttachment'>[] {
  return cluster
    .list('VolumeAttachment')
    .filter(({ spec }) => volume !== undefined && spec?.source?.persistentVolumeName === volume)
}
