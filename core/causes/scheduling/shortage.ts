import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Hit, Words } from '../../finding.ts'
import type { Kube } from '../../kube/index.ts'
import { formatAmount } from '../../kube/quantity.ts'
import { command as sh } from '../../shell.ts'
import { allocatable, sawAllPods, usageOf } from '../../workloads/placement/node-usage.ts'
import type { Pending } from '../../workloads/placement/pending-hit.ts'
import { detectPending, nameList } from '../../workloads/placement/pending-hit.ts'
import type { PlacementCause } from '../../workloads/placement/placement.ts'
import { requestsOfPod } from '../../workloads/placement/pod-requests.ts'
import type { Verdict } from '../../workloads/placement/scheduling.ts'
import { largestRequestOf, requestField } from './largest-request.ts'

interface Shortage {
  readonly amount: string | undefined
  /** The most that one of the fitting nodes offers, and which node that is. */
  readonly largest: { readonly node: string; readonly amount: string } | undefined
  /** The most that one of them has free. Undefined where the pods of other namespaces were not read, and where none could ever do. */
  readonly free: { readonly node: string; readonly amount: string } | undefined
  /** True where no fitting node could take the pod if it were empty; undefined where the nodes were not read. */
  readonly never: boolean | undefined
  readonly container: string | undefined
}

export type ShortageFacts = Pending & Shortage

interface Most {
  readonly node: Kube<'Node'>
  readonly amount: bigint
}

function most(nodes: readonly Kube<'Node'>[], amountOf: (node: Kube<'Node'>) => bigint): Most | undefined {
  let best: Most | undefined
  for (const node of nodes) {
    const amount = amountOf(node)
    if (best === undefined || amount > best.amount) best = { node, amount }
  }
  return best
}

function largestKnown(): Map<string, Most | undefined> {
  return new Map()
}

/** The node that offers most of a resource: the same for all replicas, which share the list of nodes that could take them. */
function largestOf(nodes: readonly Kube<'Node'>[], resource: string, cluster: Cluster): Most | undefined {
  const known = cluster.of(nodes, largestKnown)
  if (!known.has(resource))
    known.set(
      resource,
      most(nodes, node => allocatable(node, resource, cluster)),
    )
  return known.get(resource)
}

function measure(pod: Kube<'Pod'>, { nodes, resource }: Verdict, cluster: Cluster): Shortage {
  const wanted = resource === undefined ? undefined : requestsOfPod(pod, cluster).get(resource)
  if (resource === undefined || wanted === undefined)
    return { amount: undefined, largest: undefined, free: undefined, never: undefined, container: undefined }
  const say = (found: Most | undefined) =>
    found && { node: found.node.metadata.name, amount: formatAmount(resource, found.amount < 0n ? 0n : found.amount) }
  const largest = largestOf(nodes, resource, cluster)
  const never = largest === undefined ? undefined : wanted > largest.amount
  const free =
    sawAllPods(cluster) && never !== true
      ? most(
          nodes,
          node => allocatable(node, resource, cluster) - (usageOf(node, cluster).requested.get(resource) ?? 0n),
        )
      : undefined
  return {
    amount: formatAmount(resource, wanted),
    largest: say(largest),
    free: say(free),
    never,
    container: largestRequestOf(pod, resource)?.name,
  }
}

/** Takes a pod and a cause of too little of a resource; returns its hit with the arithmetic. */
export function detectShortage(
  pod: Kube<'Pod'>,
  cluster: Cluster,
  cause: PlacementCause,
): readonly Hit<ShortageFacts>[] {
  return detectPending(pod, cluster, cause, verdict => {
    const facts = measure(pod, verdict, cluster)
    const { resource } = verdict
    const node = verdict.nodes.find(({ metadata }) => metadata.name === facts.largest?.node)
    const offered = resource === undefined ? undefined : node?.status?.allocatable?.[resource]
    return {
      facts,
      field: resource === undefined ? undefined : requestField(pod, resource, cluster),
      evidence:
        node === undefined || resource === undefined
          ? []
          : [fieldEvidence(node, `status.allocatable[${resource}]`, offered ?? 'not offered')],
    }
  })
}

function arithmetic({ largest, free, never, nodeCount }: ShortageFacts, resource: string): string {
  if (largest === undefined) return 'no node has that much free'
  const nodes = nodeCount === 1 ? 'the only fitting node' : `the largest of ${nodeCount} fitting nodes`
  if (never === true) return `${nodes}, ${largest.node}, offers ${largest.amount} ${resource} even when empty`
  if (free === undefined) return `the fitting nodes are full now (${largest.node} offers ${largest.amount} in all)`
  return `the most that is free on one fitting node is ${free.amount}, on ${free.node}`
}

/** Takes the facts of a shortage and the resource in words; returns what a person reads. */
export function shortageWords(facts: ShortageFacts, resource: string): Words {
  const { amount, never, pod, nodes, nodeCount } = facts
  const what = amount === undefined ? `the ${resource} that it requests` : `${amount} ${resource}`
  const where = facts.container === undefined ? '' : ` for container ${facts.container}`
  return {
    title:
      never === true
        ? `a pod requests ${what}, more than any fitting node offers`
        : `no fitting node has ${what} free for a pod`,
    why: `Pod ${pod} requests ${what}, and ${arithmetic(facts, resource)}, so ${facts.fate}.`,
    fix: [
      {
        text: never
          ? `Request less ${resource}${where} than the largest node offers, or add a larger node.`
          : `Request less ${resource}${where}, free some by scaling other workloads down, or add a node.`,
      },
      {
        text: `See what ${nodeCount === 0 ? 'the nodes have' : `${nameList(nodes, nodeCount)} has`} reserved.`,
        command: nodes.length === 1 ? sh`kubectl describe node ${nodes[0] ?? ''}` : 'kubectl describe node',
      },
    ],
  }
}
