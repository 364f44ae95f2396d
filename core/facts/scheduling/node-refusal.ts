import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import type { Evidence } from '../../report.ts'
import { parseTime } from '../../time.ts'
import { RECENT_CRASH } from '../pods/pods.ts'
import { workloadOf } from '../pods/workloads.ts'
import type { Choice } from './choose-by-message.ts'
import { shortageOf } from './placement.ts'

/** A pod that the kubelet of its node would not take. */
export interface NodeRefusal extends Choice {
  readonly message: string
  readonly evidence: readonly Evidence[]
  readonly since: number | undefined
}

function causeOf(reason: string): Pick<Choice, 'cause' | 'resource'> | undefined {
  if (reason === 'OutOfpods') return { cause: 'node-pod-limit-reached', resource: undefined }
  if (reason === 'NodePorts') return { cause: 'host-port-conflict', resource: undefined }
  const resource = /^OutOf(.{1,253})$/.exec(reason)?.[1]
  return resource === undefined ? undefined : { cause: shortageOf(resource), resource }
}

/**
 * Takes a pod; returns why the kubelet refused it: it came past the scheduler (nodeName) or the node filled up in between.
 * Refused pods stay as Failed; those of more than ten minutes ago are history. Source: kubelet `lifecycle/predicate.go`.
 */
export function nodeRefusalOf(pod: Kube<'Pod'>, cluster: Cluster): NodeRefusal | undefined {
  const { phase, reason, message = '', startTime } = pod.status ?? {}
  const name = pod.spec?.nodeName
  if (phase !== 'Failed' || reason === undefined || name === undefined) return undefined
  const cause = causeOf(reason)
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
