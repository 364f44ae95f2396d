import { fieldEvidence } from '../../evidence.ts'
import { nearest } from '../../facts/nearest.ts'
import { podSpecPath, workloadOf } from '../../facts/pods/workloads.ts'
import type { Demand } from '../../facts/scheduling/node-affinity.ts'
import { demandText, meetsDemand, nodeDemands } from '../../facts/scheduling/node-affinity.ts'
import { detectPending } from '../../facts/scheduling/pending-hit.ts'
import type { Kube } from '../../kube/index.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'

/** The demand that fewest nodes meet. */
function hardest(demands: readonly Demand[], nodes: readonly Kube<'Node'>[]): Demand | undefined {
  const met = (demand: Demand) => nodes.filter(node => meetsDemand(node, demand)).length
  return demands.map(demand => ({ demand, count: met(demand) })).sort((a, b) => a.count - b.count)[0]?.demand
}

/** The label that comes nearest to a demand: another value of the same key, else another key. */
function meant(demand: Demand, nodes: readonly Kube<'Node'>[]): string | undefined {
  const [wanted] = demand.values
  const values = nodes.map(({ metadata }) => metadata.labels?.[demand.key]).filter(value => value !== undefined)
  if (values.length > 0 && wanted !== undefined) return nearest(wanted, new Set(values))
  return nearest(demand.key, new Set(nodes.flatMap(({ metadata }) => Object.keys(metadata.labels ?? {}))))
}

export default defineCause({
  id: 'node-selector-mismatch',
  stage: 'scheduling',
  owner: 'app',
  text: {
    summary: 'nodeSelector or required node affinity matches no node',
    shows: "The pod stays Pending; FailedScheduling says `node(s) didn't match Pod's node affinity/selector`.",
    happens:
      'A typing error in the label, a node pool that does not exist here or has no node at the moment, or nodes that were recreated without their labels.',
    fix: 'Correct the selector, label a node, or add a node of the pool.',
    docs: ['https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/'],
  },
  on: ['Pod'],
  reads: ['Node', 'ReplicaSet', 'Job'],

  detect(pod, cluster) {
    return detectPending(pod, cluster, 'node-selector-mismatch', ({ nodes }) => {
      const object = workloadOf(pod, cluster)
      const demands = nodeDemands(pod.spec)
      const demand = hardest(demands, nodes)
      const matching = demand === undefined ? 0 : nodes.filter(node => meetsDemand(node, demand)).length
      const suggestion = demand === undefined || matching > 0 ? undefined : meant(demand, nodes)
      const path = demand && `${podSpecPath(object.kind)}.${demand.path}`
      return {
        facts: {
          demand: demand && demandText(demand),
          all: demands.map(demandText),
          isMetAlone: matching > 0,
          label: demand?.operator === 'In' && demand.values.length === 1 ? demandText(demand) : undefined,
          suggestion,
        },
        ...(path === undefined || demand === undefined
          ? {}
          : {
              field: {
                object,
                path,
                value: demand.values.join(', '),
                ...(suggestion === undefined ? {} : { suggestion }),
              },
              evidence: [fieldEvidence(pod, `spec.${demand.path}`, demandText(demand))],
            }),
      }
    })
  },

  explain({ pod, demand, all, isMetAlone, label, suggestion, nodes, nodeCount }) {
    /** With one node there is no choice of which to label. */
    const node = nodeCount === 1 ? nodes[0] : undefined
    const wanted = isMetAlone ? all.join(' and ') : (demand ?? 'the selector of the pod')
    const lack =
      nodeCount === 0 ? 'no node' : nodeCount === 1 ? 'the only node does not have' : `none of ${nodeCount} nodes has`
    return {
      title: `no node matches the pod's selector: ${wanted}`,
      why:
        nodeCount === 0
          ? `The scheduler places pod ${pod} only on a node that matches ${wanted}, and there is none.`
          : `The scheduler places pod ${pod} only on a node that matches, and ${lack} ${isMetAlone ? 'all of them together' : 'it'}.`,
      fix: [
        {
          text:
            suggestion === undefined
              ? 'Correct the selector, or leave it out.'
              : `Correct the selector: nodes here have ${suggestion}.`,
          command: 'kubectl get nodes --show-labels',
        },
        {
          text: 'Or give a node the label, if it is meant to run such pods.',
          ...(label === undefined || node === undefined ? {} : { command: sh`kubectl label node ${node} ${label}` }),
        },
      ],
    }
  },
})
