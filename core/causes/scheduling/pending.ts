import type { Cluster } from '../../cluster/cluster.ts'
import { eventEvidence } from '../../evidence.ts'
import type { Hit } from '../../finding.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf } from '../../ref.ts'
import type { Evidence, Field, ObjectRef, Subject } from '../../report.ts'
import type { Member } from '../../rule.ts'
import { namespaceFlag } from '../../shell.ts'
import { type NotScaled, refusalToScale, scaleUpEvent } from '../../workloads/placement/relief.ts'
import type { Obstacle } from '../../workloads/placement/unschedulable-message.ts'
import type { Verdict } from '../../workloads/placement/verdict.ts'
import { workloadOf } from '../../workloads/workloads.ts'

/** For the words of every cause of the family. */
export interface Pending {
  readonly pod: string
  /** ` -n NAMESPACE` for commands. */
  readonly namespaceFlag: string
  readonly workload: { readonly kind: string; readonly name: string }
  /** The nodes at fault: at most three names, and their number. */
  readonly nodes: readonly string[]
  readonly nodeCount: number
  readonly resource: string | undefined
  /** True if a kubelet refused the pod, so the scheduler is not at fault. */
  readonly isRefused: boolean
  /** What happens to the pod, as the end of a sentence. */
  readonly fate: string
  /** Why the autoscaler adds no node for the pod. */
  readonly notScaled: NotScaled | undefined
}

/** What a cause adds to the verdict: facts, evidence after the scheduler's message, and what has to change. */
export interface Detail<F> {
  readonly facts: F
  /** Default: the workload. */
  readonly subject?: Subject
  readonly evidence?: readonly Evidence[]
  readonly field?: Field | undefined
}

/** One cause of the family: what keeps the pod off its nodes, and its words. */
export interface PendingCause<F> extends Member<Pending & F> {
  readonly obstacle: Obstacle
  detail(pod: Kube<'Pod'>, verdict: Verdict, cluster: Cluster): Detail<F>
}

const NAMES_LIMIT = 3

function fateOf({ isRefused, freedBy: [leaving] }: Verdict): string {
  if (isRefused) return 'the kubelet refused it'
  return leaving === undefined
    ? 'it stays Pending'
    : `it stays Pending until pod ${leaving.metadata.name} has terminated`
}

/** The hit for one pod that no node fits. */
export function pendingHit<F>(
  pod: Kube<'Pod'>,
  verdict: Verdict,
  { facts, subject, evidence = [], field }: Detail<F>,
  cluster: Cluster,
): Hit<Pending & F> {
  const workload = workloadOf(pod, cluster)
  const scaling = scaleUpEvent(pod, cluster)
  return {
    facts: {
      pod: pod.metadata.name,
      namespaceFlag: namespaceFlag(pod.metadata.namespace),
      workload: { kind: workload.kind, name: workload.name },
      nodes: verdict.nodes.slice(0, NAMES_LIMIT).map(node => node.metadata.name),
      nodeCount: verdict.nodes.length,
      resource: verdict.resource,
      isRefused: verdict.isRefused,
      fate: fateOf(verdict),
      notScaled: scaling === undefined ? undefined : refusalToScale(scaling),
      ...facts,
    },
    subject: subject ?? workload,
    evidence: [...verdict.evidence, ...evidence, ...(scaling === undefined ? [] : [eventEvidence(scaling)])],
    confidence: verdict.confidence,
    since: verdict.since,
    healing: verdict.healing,
    because: verdict.freedBy.map(refOf),
    ...(field === undefined ? {} : { field }),
  }
}

/** Names and a total as a list: `node-1, node-2 and 4 more`. */
export function nameList(names: readonly string[], count = names.length): string {
  const all = count > names.length ? [...names, `${count - names.length} more`] : names
  return all.length > 1 ? `${all.slice(0, -1).join(', ')} and ${all.at(-1) ?? ''}` : all.join('')
}

/** The first node at fault, or the one that the pod selects by host name or, for a DaemonSet's pod, by name. */
export function namedNode(pod: Kube<'Pod'>, nodes: readonly Kube<'Node'>[]): ObjectRef | undefined {
  const required = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  const field = required?.nodeSelectorTerms?.[0]?.matchFields?.[0]
  const name = nodes[0]?.metadata.name ?? field?.values?.[0] ?? pod.spec?.nodeSelector?.['kubernetes.io/hostname']
  return name === undefined ? undefined : { kind: 'Node', name }
}
