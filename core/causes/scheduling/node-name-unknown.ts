import { fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import { Names } from '../../nearest.ts'
import { refOf } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { namespaceFlag } from '../../shell.ts'
import { createdAt, podCondition } from '../../workloads/pods.ts'
import { templateSteps } from '../../workloads/template-patch.ts'
import type { WorkloadKind } from '../../workloads/workloads.ts'
import { podSpecPath, templateOf, workloadOf } from '../../workloads/workloads.ts'

function namesOf(nodes: readonly Kube<'Node'>[]): Names {
  return new Names(nodes.map(({ metadata }) => metadata.name))
}

function wantsNone(workload: Kube<WorkloadKind>): boolean {
  switch (workload.kind) {
    case 'CronJob':
    case 'Job':
      return workload.spec?.suspend === true
    case 'Pod':
    case 'DaemonSet':
      return false
    default:
      return workload.spec?.replicas === 0
  }
}

export default defineCause({
  id: 'node-name-unknown',
  stage: 'scheduling',
  owner: 'app',
  patience: 'none',
  text: {
    summary: 'spec.nodeName names a node that does not exist',
    shows:
      'The pod is Pending on a node that `kubectl get nodes` does not list, and is deleted and recreated again and again; there are no events.',
    happens:
      'The template sets nodeName, which bypasses the scheduler, and the node was renamed or replaced, or its name has a typo.',
    fix: 'Remove nodeName; to select a node use nodeSelector or node affinity, which the scheduler checks.',
    docs: ['https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#nodename'],
  },
  on: ['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController', 'Job', 'CronJob', 'Pod'],
  reads: ['Node', 'Pod', 'ReplicaSet', 'Job'],

  detect(object, cluster) {
    const node = templateOf(object)?.spec?.nodeName
    if (node === undefined || node === '' || cluster.find('Node', undefined, node).state !== 'absent') return
    const top = workloadOf(object, cluster)
    const owner = cluster.get(top)
    if (object.kind === 'Pod' ? podCondition(object, 'PodScheduled') !== undefined : owner !== object) return
    if (wantsNone(object) || (owner !== undefined && templateOf(owner)?.spec?.nodeName !== node)) return
    const path = `${podSpecPath(top.kind)}.nodeName`
    const suggestion = cluster.of(cluster.list('Node'), namesOf).nearest(node)
    return {
      facts: { node, suggestion, kind: top.kind, name: top.name, flag: namespaceFlag(top.namespace) },
      subject: top,
      explains: [refOf(object)],
      evidence: [
        fieldEvidence(top, path, node),
        { object: { kind: 'Node', name: node }, path: 'metadata.name', value: 'does not exist' },
      ],
      since: createdAt(object),
      field: { object: top, path, value: node, ...(suggestion === undefined ? {} : { suggestion }) },
    }
  },

  explain({ node, suggestion, kind, name, flag }) {
    const isPod = kind === 'Pod'
    return {
      title: `node ${node} does not exist`,
      why: isPod
        ? `Pod ${name} sets nodeName ${node}, bypassing the scheduler; no kubelet runs it and the garbage collector deletes it.`
        : `${kind} ${name} sets nodeName ${node}, bypassing the scheduler; no kubelet runs its pods and the garbage collector deletes them.`,
      fix: [
        ...templateSteps(
          `Remove nodeName from the pod${isPod ? '' : ' template'}${suggestion === undefined ? '' : `, or set it to ${suggestion}`}.`,
          { kind, name, namespaceFlag: flag },
          { nodeName: null },
        ),
        { kind: 'check', text: 'List the nodes.', command: 'kubectl get nodes' },
      ],
    }
  },
})
