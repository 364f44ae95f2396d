import { condition, labelSelector, metadata, objectReference } from './metadata.ts'
import { nodeSelector } from './pod.ts'
import { boolean, intOrString, list, map, message, number, object, string } from './shape.ts'

export const claimSpec = object({
  accessModes: list(string),
  storageClassName: string,
  volumeName: string,
  volumeMode: string,
  selector: labelSelector,
  resources: object({ requests: map(intOrString) }),
})

export const persistentVolumeClaim = object({
  metadata,
  spec: claimSpec,
  status: object({ phase: string, conditions: list(condition), capacity: map(intOrString) }),
})

export const persistentVolume = object({
  metadata,
  spec: object({
    accessModes: list(string),
    capacity: map(intOrString),
    storageClassName: string,
    volumeMode: string,
    persistentVolumeReclaimPolicy: string,
    claimRef: objectReference,
    nodeAffinity: object({ required: nodeSelector }),
    csi: object({ driver: string, volumeHandle: string }),
    nfs: object({ server: string, path: string }),
    hostPath: object({ path: string, type: string }),
    local: object({ path: string }),
  }),
  status: object({ phase: string, reason: string, message }),
})

export const storageClass = object({
  metadata,
  provisioner: string,
  volumeBindingMode: string,
  allowVolumeExpansion: boolean,
})

export const csiDriver = object({ metadata, spec: object({ attachRequired: boolean }) })

export const csiNode = object({
  metadata,
  spec: object({
    drivers: list(object({ name: string, nodeID: string, allocatable: object({ count: number }) })),
  }),
})

const volumeError = object({ message, time: string })
export const volumeAttachment = object({
  metadata,
  spec: object({ attacher: string, nodeName: string, source: object({ persistentVolumeName: string }) }),
  status: object({ attached: boolean, attachError: volumeError, detachError: volumeError }),
})
