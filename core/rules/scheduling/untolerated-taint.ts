import { fieldEvidence } from '../../evidence.ts'
import { dedicatedTaints } from '../../facts/node/node-state.ts'
import { podSpecPath, templateOf, workloadOf } from '../../facts/pods/workloads.ts'
import { detectPending } from '../../facts/scheduling/pending-hit.ts'
import type { Taint } from '../../facts/scheduling/taints.ts'
import { taintText } from '../../facts/scheduling/taints.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'

/** Where only control-plane nodes are left the way out is a worker, not a toleration. */
const CONTROL_PLANE = /^node-role\.kubernetes\.io\/(?:control-plane|master)$/

/** Kinds whose pod template can be changed where they stand. */
const PATCHABLE: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'])

function toleration({ key = '', value = '', effect = '' }: Taint) {
  return value === '' ? { key, operator: 'Exists', effect } : { key, operator: 'Equal', value, effect }
}

export default defineCause({
  id: 'untolerated-taint',
  stage: 'scheduling',
  owner: 'app',
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
      const [node] = [...nodes].sort(
        (a, b) => dedicatedTaints(pod.spec, a).length - dedicatedTaints(pod.spec, b).length,
      )
      const taints = node === undefined ? [] : dedicatedTaints(pod.spec, node)
      const object = cluster.get(workload)
      const template = object === undefined ? undefined : templateOf(object)
      return {
        facts: {
          present: template === undefined ? undefined : (template.spec?.tolerations ?? []),
          node: node?.metadata.name,
          taints: taints.map(({ key = '', value = '', effect = '' }) => ({ key, value, effect })),
          printed: /untolerated taint \{([^{}]{1,300})\}/.exec(message)?.[1],
        },
        field: { object: workload, path: `${podSpecPath(workload.kind)}.tolerations` },
        evidence: node === undefined ? [] : [fieldEvidence(node, 'spec.taints', taints.map(taintText).join(', '))],
      }
    })
  },

  explain({ pod, workload, node, nodeCount, taints, printed, present }) {
    const [first] = taints
    const names = taints.map(taintText).join(', ')
    const all = nodeCount === 1 ? `the only fitting node, ${node},` : 'every fitting node'
    const what =
      first === undefined ? (printed === undefined ? 'a taint' : `the taint ${printed.trim()}`) : `taint ${names}`
    const isControlPlane = taints.some(({ key }) => CONTROL_PLANE.test(key))
    const tolerations = [...(present ?? []), ...taints.map(toleration)]
    const command = sh`kubectl taint node ${node ?? ''} ${first === undefined ? '' : `${first.key}:${first.effect}`}-`
    return {
      title:
        nodeCount > 1
          ? `no fitting node is without a taint that the pod does not tolerate (${names})`
          : `${all} has ${what}, which the pod does not tolerate`,
      why: `Without a toleration for it the scheduler does not place pod ${pod} there, and no other node fits.`,
      fix: isControlPlane
        ? [
            { text: 'Add a worker node: only control-plane nodes are left.', command: 'kubectl get nodes' },
            { text: 'In a cluster of one node, remove the taint.', command },
          ]
        : [
            {
              text: `Add the toleration to the pod template, if the pod belongs there.`,
              ...(first !== undefined && present !== undefined && PATCHABLE.has(workload.kind)
                ? { patch: { spec: { template: { spec: { tolerations } } } } }
                : {}),
            },
            ...(first === undefined ? [] : [{ text: 'Or remove the taint from the node.', command }]),
          ],
    }
  },
})
