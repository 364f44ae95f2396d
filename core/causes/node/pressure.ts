import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Hit, Words } from '../../finding.ts'
import type { Kube } from '../../kube/index.ts'
import type { Evidence } from '../../report.ts'
import { command as sh } from '../../shell.ts'
import { parseTime } from '../../time.ts'
import { evictionOf } from '../../workloads/nodes/eviction.ts'
import { nodeCondition } from '../../workloads/nodes/node-state.ts'
import { verdictOf } from '../../workloads/placement/verdict.ts'
import { isOpen } from './open-workload.ts'

export type Pressure = 'node-memory-pressure' | 'node-disk-pressure' | 'node-pid-pressure'

const CONDITIONS = {
  'node-memory-pressure': 'MemoryPressure',
  'node-disk-pressure': 'DiskPressure',
  'node-pid-pressure': 'PIDPressure',
} as const satisfies Record<Pressure, string>

const OBSTACLES = {
  'node-memory-pressure': 'memory-pressure',
  'node-disk-pressure': 'disk-pressure',
  'node-pid-pressure': 'pid-pressure',
} as const satisfies Record<Pressure, string>

export interface PressureFacts {
  readonly node: string
  readonly pod: string
  readonly isEvicted: boolean
  /** True where an image or a container cannot be written for want of space. */
  readonly isFull: boolean
  /** True while the node says so; false where it has recovered; undefined where the node was not read. */
  readonly lasts: boolean | undefined
  /** What the kubelet measured, as it prints it. */
  readonly measured: string | undefined
}

/** Takes a pod and a kind of pressure; yields a hit where the pod was evicted or refused for it, or waits for such a node. */
export function* detectPressure(pod: Kube<'Pod'>, cluster: Cluster, cause: Pressure): Iterable<Hit<PressureFacts>> {
  const eviction = evictionOf(pod, cluster)
  const verdict = verdictOf(pod, cluster)
  const isEvicted = eviction?.cause === cause
  const name = isEvicted
    ? pod.spec?.nodeName
    : verdict?.obstacle === OBSTACLES[cause]
      ? verdict.nodes[0]?.metadata.name
      : undefined
  if (name === undefined) return
  const node = cluster.get({ kind: 'Node', name })
  const type = CONDITIONS[cause]
  const condition = node?.kind === 'Node' ? nodeCondition(node, type) : undefined
  const lasts = condition === undefined ? undefined : condition.status === 'True'
  if (isEvicted && lasts === false && !isOpen(pod, cluster)) return
  const evidence: Evidence[] = []
  if (isEvicted) evidence.push(eviction.evidence)
  else evidence.push(...(verdict?.evidence ?? []))
  if (node?.kind === 'Node' && condition !== undefined)
    evidence.push(fieldEvidence(node, `status.conditions[type=${type}].status`, condition.status ?? ''))
  const measured = isEvicted
    ? /Threshold quantity: ([^,]{1,60}, available: [^.]{1,60})/.exec(eviction.message)?.[1]
    : undefined
  yield {
    facts: { node: name, pod: pod.metadata.name, isEvicted, isFull: false, lasts, measured },
    subject: { kind: 'Node', name },
    evidence,
    since: lasts === true ? parseTime(condition?.lastTransitionTime) : eviction?.at,
    ...(lasts === false ? { outlook: 'self-healing' as const } : {}),
  }
}

/** Takes the facts and the resource in words; returns what a person reads, with what frees the resource. */
export function pressureWords(facts: PressureFacts, resource: string, free: string): Words {
  const { node, pod, isEvicted, isFull, lasts, measured } = facts
  const numbers = measured === undefined ? '' : ` (threshold ${measured})`
  return {
    title: lasts === false ? `node ${node} was short of ${resource}` : `node ${node} is short of ${resource}`,
    why: isFull
      ? `The image or the container of pod ${pod} cannot be written there: the file system is full.`
      : isEvicted
        ? `The kubelet evicted pod ${pod} for lack of ${resource}${numbers}, and takes no such pods while the pressure lasts.`
        : `While the pressure lasts the node takes no such pods, and no other node fits pod ${pod}.`,
    fix: [
      { text: free, command: sh`kubectl describe node ${node}` },
      {
        text: `See which pods use it: they are evicted again while the node is short of ${resource}.`,
        command: sh`kubectl get pods --all-namespaces --field-selector spec.nodeName=${node}`,
      },
    ],
  }
}
