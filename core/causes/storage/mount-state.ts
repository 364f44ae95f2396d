import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import { isEarly } from '../../freshness.ts'
import type { Kube } from '../../kube/index.ts'
import { createdAt } from '../../workloads/pods.ts'
import { boundVolumes } from '../../workloads/volumes/bound-volumes.ts'
import type { MountProblem } from './mount-place.ts'
import { attachmentsOf, joined } from './mount-place.ts'
import { readMountMessage } from './mount-wording.ts'

type Pod = Kube<'Pod'>

/** Milliseconds that a volume may be in use elsewhere while it is on its way. */
const PATIENCE = 3 * 60_000
/** Milliseconds that a CSI driver gets to register itself on a node. */
export const REGISTERING = 60_000

/** What the attachments of the pod's volumes to its node say, which outlives events; one that nothing answers for says nothing. */
function fromAttachments(pod: Pod, cluster: Cluster): MountProblem | undefined {
  for (const { volume } of boundVolumes(pod, cluster)) {
    const { name } = volume.metadata
    const attachment = attachmentsOf(name, cluster).find(({ spec }) => spec?.nodeName === pod.spec?.nodeName)
    const { attached, attachError } = attachment?.status ?? {}
    if (attachment === undefined || attached === true) continue
    const since = createdAt(attachment)
    const place = { ...joined(name, pod, cluster), since }
    if (attachError?.message === undefined) {
      if (isEarly(since, PATIENCE, cluster)) continue
      return {
        failure: 'volume-attach-failed',
        volume: name,
        driver: attachment.spec?.attacher,
        holders: [],
        ...place,
        message: '',
        evidence: [fieldEvidence(attachment, 'status.attached', String(attached ?? 'not set'))],
        confidence: 'likely',
      }
    }
    const { message } = attachError
    const wording = readMountMessage('FailedAttachVolume', message)
    if (wording === undefined) continue
    const evidence = [fieldEvidence(attachment, 'status.attachError.message', message)]
    return { ...wording, volume: name, ...place, message, evidence, confidence: 'certain' }
  }
  return undefined
}

/** A volume that one node may have at a time and that another node has: said once in an event, which expires. */
function fromHolding(pod: Pod, cluster: Cluster): MountProblem | undefined {
  if (isEarly(createdAt(pod), PATIENCE, cluster)) return undefined
  for (const { volume } of boundVolumes(pod, cluster)) {
    const { accessModes = [] } = volume.spec ?? {}
    if (accessModes.some(mode => mode === 'ReadWriteMany' || mode === 'ReadOnlyMany')) continue
    const attachments = attachmentsOf(volume.metadata.name, cluster)
    const other = attachments.find(
      ({ spec, status }) => status?.attached === true && spec?.nodeName !== pod.spec?.nodeName,
    )
    if (other === undefined || attachments.some(({ spec }) => spec?.nodeName === pod.spec?.nodeName)) continue
    const name = volume.metadata.name
    return {
      failure: 'volume-multi-attach',
      volume: name,
      driver: undefined,
      holders: [],
      ...joined(name, pod, cluster),
      message: '',
      evidence: [fieldEvidence(other, 'spec.nodeName', other.spec?.nodeName ?? '')],
      since: createdAt(pod),
      confidence: 'likely',
    }
  }
  return undefined
}

/** The CSI drivers that a pod's volumes need, each with the volume's name. */
function driversOf(pod: Pod, cluster: Cluster) {
  const inline = (pod.spec?.volumes ?? []).map(({ name = '', csi }) => ({ name, driver: csi?.driver, object: pod }))
  const bound = boundVolumes(pod, cluster).map(({ volume }) => {
    return { name: volume.metadata.name, driver: volume.spec?.csi?.driver, object: volume }
  })
  return [...bound, ...inline]
}

/** A volume whose driver the pod's node has not registered, where no event says so any more. */
function fromRegistry(pod: Pod, cluster: Cluster): MountProblem | undefined {
  const node = cluster.find('CSINode', undefined, pod.spec?.nodeName ?? '')
  if (node.state !== 'present' || isEarly(createdAt(pod), REGISTERING, cluster)) return undefined
  const registered = (node.object.spec?.drivers ?? []).map(({ name }) => name)
  for (const { name, driver, object } of driversOf(pod, cluster)) {
    if (driver === undefined || registered.includes(driver)) continue
    const path = object === pod ? `spec.volumes[name=${name}].csi.driver` : 'spec.csi.driver'
    return {
      failure: 'csi-driver-missing',
      volume: name,
      driver,
      holders: [],
      ...joined(name, pod, cluster),
      message: '',
      evidence: [fieldEvidence(object, path, driver)],
      since: createdAt(pod),
      confidence: 'likely',
    }
  }
  return undefined
}

/**
 * Takes a pod that waits for its volumes; returns what the attachments and the nodes' drivers show of why, which outlives
 * events.
 */
export function mountProblemByState(pod: Pod, cluster: Cluster): MountProblem | undefined {
  return fromAttachments(pod, cluster) ?? fromHolding(pod, cluster) ?? fromRegistry(pod, cluster)
}
