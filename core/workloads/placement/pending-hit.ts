import type { Cluster } from '../../cluster/cluster.ts'
import { eventEvidence } from '../../evidence.ts'
import type { Hit } from '../../finding.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf } from '../../ref.ts'
import type { Evidence, Field, Subject } from '../../report.ts'
import { workloadOf } from '../workloads.ts'
import type { PlacementCause } from './placement.ts'
import { scaleUpEvent } from './scale-up.ts'
import type { Verdict } from './scheduling.ts'
import { verdictOf } from './scheduling.ts'

/** What the words of every scheduling cause need. */
export interface Pending {
  readonly pod: string
  /** `place` is ` -n NAMESPACE` for commands. */
  readonly place: string
  readonly workload: { readonly kind: string; readonly name: string }
  /** Nodes at fault, at most three names, and how many there are in all. */
  readonly nodes: readonly string[]
  readonly nodeCount: number
  readonly resource: string | undefined
  /** True where a kubelet refused the pod, so that no scheduler is to blame. */
  readonly isRefused: boolean
  /** What becomes of the pod, to end a sentence. */
  readonly fate: string
}

const NAMES_LIMIT = 3

function fateOf({ isRefused, freedBy: [leaving] }: Verdict): string {
  if (isRefused) return 'the kubelet refused it'
  return leaving === undefined ? 'it stays Pending' : `it stays Pending until pod ${leaving.metadata.name} has stopped`
}

/** Takes a pod and the verdict on it; returns the facts that the words need. */
export function pendingFacts(pod: Kube<'Pod'>, verdict: Verdict, cluster: Cluster): Pending {
  const { namespace, name } = pod.metadata
  const { kind, name: owner } = workloadOf(pod, cluster)
  return {
    pod: name,
    place: namespace === undefined ? '' : ` -n ${namespace}`,
    workload: { kind, name: owner },
    nodes: verdict.nodes.slice(0, NAMES_LIMIT).map(node => node.metadata.name),
    nodeCount: verdict.nodes.length,
    resource: verdict.resource,
    isRefused: verdict.isRefused,
    fate: fateOf(verdict),
  }
}

/** Takes names and how many there are in all; returns them as a list: `node-1, node-2 and 4 more`. */
export function nameList(names: readonly string[], count = names.length): string {
  const [last] = names.slice(-1)
  if (last === undefined) return `${count} nodes`
  if (count > names.length) return `${names.join(', ')} and ${count - names.length} more`
  return names.length === 1 ? last : `${names.slice(0, -1).join(', ')} and ${last}`
}

const NOTHING: readonly never[] = []

interface Extra<F> {
  readonly facts: F
  readonly subject?: Subject
  readonly evidence?: readonly Evidence[]
  readonly field?: Field | undefined
}

/**
 * Takes a pod and a cause; returns its hit where the verdict on the pod is that cause. `more` adds what only this cause knows:
 * facts, evidence that follows the scheduler's own words, a field, another subject than the workload.
 */
export function detectPending<F>(
  pod: Kube<'Pod'>,
  cluster: Cluster,
  cause: PlacementCause,
  more: (verdict: Verdict) => Extra<F>,
): readonly Hit<Pending & F>[] {
  const verdict = verdictOf(pod, cluster)
  if (verdict?.cause !== cause) return NOTHING
  const { facts, subject, evidence = [], field } = more(verdict)
  const scaling = scaleUpEvent(pod, cluster)
  const hit = {
    facts: { ...pendingFacts(pod, verdict, cluster), ...facts },
    subject: subject ?? workloadOf(pod, cluster),
    evidence: [...verdict.evidence, ...evidence, ...(scaling === undefined ? [] : [eventEvidence(scaling)])].slice(
      0,
      4,
    ),
    confidence: verdict.confidence,
    since: verdict.since,
    ...(verdict.outlook === undefined ? {} : { outlook: verdict.outlook }),
    ...(verdict.freedBy.length === 0 ? {} : { because: verdict.freedBy.map(refOf) }),
    ...(field === undefined ? {} : { field }),
  }
  return [hit]
}
