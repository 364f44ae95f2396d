import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import type { Evidence } from '../../report.ts'
import { parseTime } from '../../time.ts'
import { RECENT_CRASH } from '../pods.ts'
import { workloadOf } from '../workloads.ts'
import type { Choice } from './choose-by-message.ts'
import { shortageOf } from './placement.ts'

/** A pod that the kubelet of its node would not take. */
export interface NodeRefusal extends Choice {
  readonly message: string
  readonly evidence: readonly Evidence[]
  readonly since: number | undefined
}

/** What the device manager says when it has not enough of a device, or none that is healthy (kubelet `cm/devicemanager`). */
const DEVICES = /(?:devices unavailable for|unhealthy devices) ([\w./-]{1,253}?)[.,]*(?:\s|$)/

/** Takes the reason and the message with which a kubelet refused a pod; returns the cause, undefined where this stage has none for it. */
export function classifyRefusal(reason: string, message: string): Pick<Choice, 'cause' | 'resource'> | undefined {
  switch (reason) {
    case 'OutOfpods':
      return { cause: 'node-pod-limit-reached', resource: undefined }
    case 'NodePorts':
      return { cause: 'host-port-conflict', resource: undefined }
    case 'NodeAffinity':
      return { cause: 'node-selector-mismatch', resource: undefined }
    case 'TaintToleration':
      return { cause: 'untolerated-taint', resource: undefined }
    case 'UnexpectedAdmissionError': {
      const device = DEVICES.exec(message)?.[1]
      return device === undefined ? undefined : { cause: 'insufficient-extended-resource', resource: device }
    }
    default: {
      const resource = /^OutOf(.{1,253})$/.exec(reason)?.[1]
      return resource === undefined ? undefined : { cause: shortageOf(resource), resource }
    }
  }
}

/**
 * Takes a pod; returns why the kubelet refused it: it came past the scheduler (nodeName) or the node
 * filled up or changed in between.
 * Refused pods stay as Failed; those of more than ten minutes ago are history. Source: kubelet `lifecycle/predicate.go`.
 */
export function nodeRefusalOf(pod: Kube<'Pod'>, cluster: Cluster): NodeRefusal | undefined {
  const { phase, reason, message = '', startTime } = pod.status ?? {}
  const name = pod.spec?.nodeName
  if (phase !== 'Failed' || reason === undefined || name === undefined) return undefined
  const cause = classifyRefusal(reason, message)
  const since = parseTime(startTime)
  const isRecent = since !== undefined && cluster.now - since < RECENT_CRASH
  if (cause === undefined || !(isRecent || workloadOf(pod, cluster).kind === 'Pod')) return undefined
  const node = cluster.get({ kind: 'Node', name })
  return {
    ...cause,
    nodes: node?.kind === 'Node' ? [node] : [],
    confidence: 'certain',
    message,
    evidence: [fieldEvidence(pod, 'status.message', `${reason}: ${message}`)],
    since,
  }
}
