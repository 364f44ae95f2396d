import { fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { dedicatedTaints } from '../../workloads/nodes/node-state.ts'
import { detectPending, nameList } from '../../workloads/placement/pending-hit.ts'
import type { Taint } from '../../workloads/placement/taints.ts'
import { taintText } from '../../workloads/placement/taints.ts'
import { podSpecPath, templateOf, workloadOf } from '../../workloads/workloads.ts'

/** Where only control-plane nodes are left the way out is a worker, not a toleration. */
const CONTROL_PLANE = /^node-role\.kubernetes\.io\/(?:control-plane|master)$/

/** Taints that a node starts with and that a controller or driver takes off once it has set the node up. */
const STARTING = /^node\.cloudprovider\.kubernetes\.io\/uninitialized$|\/(?:agent-)?not-ready$|startup/

/** Kinds whose pod template can be changed where they stand. */
const PATCHABLE: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'])

/** Nodes with the same taints against the pod. */
interface Fence {
  readonly nodes: readonly string[]
  readonly taints: readonly Taint[]
}

function isOfControlPlane({ taints }: Fence): boolean {
  return taints.some(({ key = '' }) => CONTROL_PLANE.test(key))
}

/** Workers before the control plane, and where fewest taints have to be tolerated first. */
function fencesOf(spec: Kube<'Pod'>['spec'], nodes: readonly Kube<'Node'>[]): readonly Fence[] {
  const fences = new Map<string, { nodes: string[]; taints: readonly Taint[] }>()
  for (const node of nodes) {
    const taints = dedicatedTaints(spec, node).map(({ key = '', value = '', effect = '' }) => ({ key, value, effect }))
    const key = taints.map(taintText).sort().join(', ')
    const known = fences.get(key)
    if (known === undefined) fences.set(key, { nodes: [node.metadata.name], taints })
    else known.nodes.push(node.metadata.name)
  }
  return [...fences.values()].sort(
    (a, b) => Number(isOfControlPlane(a)) - Number(isOfControlPlane(b)) || a.taints.length - b.taints.length,
  )
}

/** How many ways to be fenced off are told. */
const FENCES_LIMIT = 3

function toleration({ key = '', value = '', effect = '' }: Taint) {
  return value === '' ? { key, operator: 'Exists', effect } : { key, operator: 'Equal', value, effect }
}

export default defineCause({
  id: 'untolerated-taint',
  stage: 'scheduling',
  owner: 'app',
  patience: 'stuck',
  text: {
    summary: 'Every fitting node has a taint that the pod does not tolerate',
    shows: 'The pod stays Pending; FailedScheduling says `node(s) had untolerated taint`.',
    happens:
      'The nodes are set aside for other workloads (GPU, spot, a team), the pod template lacks the toleration, or only control-plane nodes are left.',
    fix: 'Add the toleration to the pod template, remove the taint, or add a node without it.',
    docs: ['https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/'],
  },
  on: ['Pod'],
  reads: ['Node', 'ReplicaSet', 'Job'],

  detect(pod, cluster) {
    return detectPending(pod, cluster, 'untolerated-taint', ({ nodes, message }) => {
      const workload = workloadOf(pod, cluster)
      const fences = fencesOf(pod.spec, nodes).filter(({ taints }) => taints.length > 0)
      const shown = fences.slice(0, FENCES_LIMIT)
      const object = cluster.get(workload)
      const template = object === undefined ? undefined : templateOf(object)
      return {
        facts: {
          present: template === undefined ? undefined : (template.spec?.tolerations ?? []),
          fences: shown.map(({ nodes: names, taints }) => ({
            nodes: names.slice(0, 1),
            count: names.length,
            taints,
          })),
          more: fences.length - shown.length,
          isControlPlane: fences.length > 0 && fences.every(isOfControlPlane),
          printed: /untolerated taint \{([^{}]{1,300})\}/.exec(message)?.[1],
        },
        field: { object: workload, path: `${podSpecPath(workload.kind)}.tolerations` },
        evidence: shown.map(({ nodes: [name = ''], taints }) =>
          fieldEvidence({ kind: 'Node', name }, 'spec.taints', taints.map(taintText).join(', ')),
        ),
      }
    })
  },

  explain({ pod, workload, nodes, nodeCount, fences, more, isControlPlane, printed, present, isRefused }) {
    const [first] = fences
    const textOf = (taints: readonly Taint[]) => taints.map(taintText).join(', ')
    const each = fences.map(({ nodes: fenced, count, taints }) => `${nameList(fenced, count)}: ${textOf(taints)}`)
    const names =
      fences.length > 1 ? `${each.join('; ')}${more > 0 ? `; and ${more} more` : ''}` : textOf(first?.taints ?? [])
    const all = nodeCount === 1 ? `the only fitting node, ${nodes[0] ?? ''},` : 'every fitting node'
    const what =
      first === undefined ? (printed === undefined ? 'a taint' : `the taint ${printed.trim()}`) : `taint ${names}`
    const tolerations = [...(present ?? []), ...(first?.taints ?? []).map(toleration)]
    const [taint] = first?.taints ?? []
    const command = sh`kubectl taint node ${first?.nodes[0] ?? ''} ${taint === undefined ? '' : `${taint.key ?? ''}:${taint.effect ?? ''}`}-`
    return {
      title:
        nodeCount > 1
          ? `no fitting node is without a taint that the pod does not tolerate (${names})`
          : `${all} has ${what}, which the pod does not tolerate`,
      why: isRefused
        ? `The kubelet refused pod ${pod}, which came to the node past the scheduler (nodeName) or before it was tainted.`
        : `Without a toleration for it the scheduler does not place pod ${pod} there, and no other node fits.`,
      fix: isControlPlane
        ? [
            { text: 'Add a worker node: only control-plane nodes are left.', command: 'kubectl get nodes' },
            { text: 'In a cluster of one node, remove the taint.', command },
          ]
        : [
            ...(taint !== undefined && STARTING.test(taint.key ?? '')
              ? [
                  {
                    text: `See why nothing takes ${taint.key ?? ''} off: the controller or driver that sets the node up does so when it is done.`,
                    command: 'kubectl get pods --all-namespaces -o wide',
                  },
                ]
              : []),
            {
              text: `Add the toleration${fences.length > 1 ? ` for ${textOf(first?.taints ?? [])}` : ''} to the pod template, if the pod belongs there.`,
              ...(first !== undefined && present !== undefined && PATCHABLE.has(workload.kind)
                ? { patch: { spec: { template: { spec: { tolerations } } } } }
                : {}),
            },
            ...(first === undefined ? [] : [{ text: 'Or remove the taint from the node.', command }]),
          ],
    }
  },
})
