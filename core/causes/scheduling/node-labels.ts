import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import { Names } from '../../nearest.ts'
import { command as sh } from '../../shell.ts'
import type { Demand } from '../../workloads/placement/node-affinity.ts'
import { demandText, meetsDemand, nodeDemands } from '../../workloads/placement/node-affinity.ts'
import { templateSteps } from '../../workloads/template-patch.ts'
import { podSpecPath, templateOf, workloadOf } from '../../workloads/workloads.ts'
import type { PendingCause } from './pending.ts'

/** The requirement that the fewest nodes meet. */
function hardest(demands: readonly Demand[], nodes: readonly Kube<'Node'>[]): Demand | undefined {
  const met = (demand: Demand) => nodes.filter(node => meetsDemand(node, demand)).length
  return demands.map(demand => ({ demand, count: met(demand) })).sort((a, b) => a.count - b.count)[0]?.demand
}

interface Meant {
  /** The label as nodes have it. */
  readonly label: string
  /** If only the value differs. */
  readonly value?: string
}

interface LabelNames {
  readonly keys: Names
  readonly values: ReadonlyMap<string, Names>
}

function labelNames(nodes: readonly Kube<'Node'>[]): LabelNames {
  const values = new Map<string, Set<string>>()
  for (const { metadata } of nodes) {
    for (const [key, value] of Object.entries(metadata.labels ?? {})) {
      const known = values.get(key)
      if (known === undefined) values.set(key, new Set([value]))
      else known.add(value)
    }
  }
  return {
    keys: new Names(values.keys()),
    values: new Map([...values].map(([key, known]) => [key, new Names(known)])),
  }
}

/** The label nearest to a requirement that no node meets: another value of the same key, else another key. */
function meantBy(
  { key, operator, values }: Demand,
  nodes: readonly Kube<'Node'>[],
  cluster: Cluster,
): Meant | undefined {
  const names = cluster.of(nodes, labelNames)
  const known = names.values.get(key)
  if (known === undefined) {
    const label = names.keys.nearest(key)
    return label === undefined ? undefined : { label }
  }
  const value = operator === 'In' ? known.nearest(values[0] ?? '') : undefined
  return value === undefined ? undefined : { label: `${key}=${value}`, value }
}

interface SelectorFacts {
  /** The node selector as it was probably meant. */
  readonly correction: Readonly<Record<string, string>> | undefined
  /** The requirements that no node meets, alone or together. */
  readonly all: readonly string[]
  readonly isMetAlone: boolean
  /** If a single label would do. */
  readonly label: string | undefined
  readonly near: string | undefined
  /** False if the scheduler placed the pod, according to its template. */
  readonly isPinned: boolean
}

export const nodeSelector: PendingCause<SelectorFacts> = {
  obstacle: 'selector',
  owner: 'app',
  patience: 'stuck',
  text: {
    summary: 'nodeSelector or required node affinity matches no node',
    shows: "The pod stays Pending; FailedScheduling says `node(s) didn't match Pod's node affinity/selector`.",
    happens:
      'The label has a typo, the node pool does not exist here or has no nodes at the moment, or nodes were recreated without their labels.',
    fix: 'Correct the selector, label a node, or add a node to the pool.',
    docs: ['https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/'],
  },

  detail(pod, { nodes }, cluster) {
    const object = workloadOf(pod, cluster)
    const demands = nodeDemands(pod.spec)
    const demand = hardest(demands, nodes)
    const workload = cluster.get(object)
    const template = workload && templateOf(workload)
    const isPinned = object.kind === 'Pod' || template === undefined || template.spec?.nodeName !== undefined
    if (demand === undefined)
      return {
        facts: { all: [], isMetAlone: false, label: undefined, near: undefined, correction: undefined, isPinned },
      }
    const { field, path, operator, values } = demand
    const isMetAlone = nodes.some(node => meetsDemand(node, demand))
    const meant = isMetAlone ? undefined : meantBy(demand, nodes, cluster)
    const text = demandText(demand)
    return {
      facts: {
        all: isMetAlone ? demands.map(demandText) : [text],
        isMetAlone,
        label: operator === 'In' && values.length === 1 ? text : undefined,
        near: meant?.label,
        isPinned,
        correction: meant?.value === undefined || field !== 'nodeSelector' ? undefined : { [demand.key]: meant.value },
      },
      field: {
        object,
        path: `${podSpecPath(object.kind)}.${path}`,
        value: values.join(', '),
        ...(meant?.value === undefined ? {} : { suggestion: meant.value }),
      },
      evidence: [fieldEvidence(pod, `spec.${path}`, text)],
    }
  },

  explain(facts) {
    const { pod, workload, namespaceFlag, all, isMetAlone, label, near, correction, isPinned } = facts
    const { nodes, nodeCount, isRefused } = facts
    /** With a single node it is clear which one to label. */
    const node = nodeCount === 1 ? nodes[0] : undefined
    const wanted = all.length === 0 ? '' : `: ${all.join(' and ')}`
    const lack =
      nodeCount === 0 ? 'no node' : nodeCount === 1 ? 'the only node does not have' : `none of ${nodeCount} nodes has`
    if (isRefused) {
      return {
        title: `node ${node ?? ''} does not match the pod's selector${wanted}`,
        why: isPinned
          ? `The kubelet refused pod ${pod}: it bypassed the scheduler (nodeName), or the node’s labels changed later.`
          : `The kubelet refused pod ${pod}: the node’s labels changed after the scheduler had placed it.`,
        fix: [
          isPinned
            ? {
                kind: 'change',
                text: 'Remove nodeName, so that the scheduler finds a matching node, or correct the selector.',
              }
            : {
                kind: 'change',
                text: 'Give the node its label back, or correct the selector.',
                ...(label !== undefined && node !== undefined && { command: sh`kubectl label node ${node} ${label}` }),
              },
          { kind: 'check', text: 'List the nodes’ labels.', command: 'kubectl get nodes --show-labels' },
        ],
      }
    }
    return {
      title: `no node matches the pod's selector${wanted}`,
      why:
        nodeCount === 0
          ? `Pod ${pod} can run only on a node that matches its selector, and there is none.`
          : `Pod ${pod} can run only on a node that matches its selector, and ${lack} ${isMetAlone ? 'all of these labels' : 'this label'}.`,
      fix: [
        ...(correction === undefined
          ? [
              {
                kind: 'change' as const,
                text:
                  near === undefined
                    ? 'Correct the selector, or remove it.'
                    : `Correct the selector: nodes here have ${near}.`,
              },
            ]
          : templateSteps(
              `Correct the selector: nodes here have ${near ?? ''}.`,
              { ...workload, namespaceFlag },
              { nodeSelector: correction },
            )),
        {
          kind: 'change',
          text: 'Or label a node, if it is meant to run such pods.',
          ...(label === undefined || node === undefined ? {} : { command: sh`kubectl label node ${node} ${label}` }),
        },
        { kind: 'check', text: 'List the nodes’ labels.', command: 'kubectl get nodes --show-labels' },
      ],
    }
  },
}
