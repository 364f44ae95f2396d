import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import type { Confidence, Evidence } from '../../report.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { formatTime, parseTime } from '../../time.ts'
import { podsOn } from '../../workloads/nodes/node-pods.ts'
import { isAgentDown, isNetworkNotReady, isNotReady, nodeCondition } from '../../workloads/nodes/node-state.ts'
import { unreadNodesHit, unreadNodesWords } from '../../workloads/placement/unread-nodes.ts'
import { verdictOf } from '../../workloads/placement/verdict.ts'
import { isFinished, isTerminating, podCondition } from '../../workloads/pods.ts'
import { rolloutOf, type Workload } from '../../workloads/rollouts.ts'
import { statusHolderOf, WORKLOAD_KINDS, workloadOf } from '../../workloads/workloads.ts'
import { isRunning } from './deletion.ts'

function isDown(node: Kube<'Node'>): boolean {
  return isNotReady(node) && !isNetworkNotReady(node) && !isAgentDown(node)
}

const KINDS: ReadonlySet<string> = new Set(WORKLOAD_KINDS)

function isWorkload(object: Kube): object is Workload {
  return KINDS.has(object.kind)
}

/** True if a pod's workload is not known to be complete: a finished pod of a complete one is history. */
function isOpen(pod: Kube<'Pod'>, cluster: Cluster): boolean {
  const workload = cluster.get(statusHolderOf(pod, cluster))
  return workload === undefined || !isWorkload(workload) || !rolloutOf(workload, cluster).complete
}

/** A node that does not respond or no longer exists. */
interface LostNode {
  readonly name: string
  /** If the snapshot has it. */
  readonly node?: Kube<'Node'>
  readonly state: 'down' | 'gone' | 'unseen'
  /** If only the pod shows it: the end of its grace period, after which nobody on the node has ended it. */
  readonly due?: number | undefined
}

/** The unresponsive node that a pod is on, or would be on. */
function lostNodeOf(pod: Kube<'Pod'>, cluster: Cluster): LostNode | undefined {
  const name = pod.spec?.nodeName
  if (name === undefined) {
    const verdict = verdictOf(pod, cluster)
    const node = verdict?.obstacle === 'not-ready' ? verdict.nodes[0] : undefined
    return node && { name: node.metadata.name, node, state: 'down' }
  }
  if (isFinished(pod) || (isTerminating(pod) && !isOpen(pod, cluster))) return undefined
  const lookup = cluster.find('Node', undefined, name)
  if (lookup.state === 'present')
    return isDown(lookup.object) ? { name, node: lookup.object, state: 'down' } : undefined
  if (lookup.state === 'unseen') return wasMarkedNotReady(pod) ? { name, state: 'unseen' } : givenUp(pod, name)
  return pod.status?.startTime === undefined ? undefined : { name, state: 'gone' }
}

/** The control plane deleted the pod because its node does not respond, and nobody there ends it. */
function givenUp(pod: Kube<'Pod'>, name: string): LostNode | undefined {
  const due = parseTime(pod.metadata.deletionTimestamp)
  const isTainted = podCondition(pod, 'DisruptionTarget')?.reason === 'DeletionByTaintManager'
  return isTainted && due !== undefined && isRunning(pod) ? { name, state: 'unseen', due } : undefined
}

/** Only the node controller sets a pod to not ready while its containers are ready, unless a readiness gate does. */
function wasMarkedNotReady(pod: Kube<'Pod'>): boolean {
  const hasGates = (pod.spec?.readinessGates ?? []).length > 0
  const is = (type: string, status: string) => podCondition(pod, type)?.status === status
  return !hasGates && is('Ready', 'False') && is('ContainersReady', 'True')
}

/** Cached, as it is asked for each pod of a lost node. */
function hasStateful(pods: readonly Kube<'Pod'>[], cluster: Cluster): boolean {
  return pods.some(pod => workloadOf(pod, cluster).kind === 'StatefulSet')
}

interface NotReadyFacts {
  /** Undefined if only the scheduler reports it and the nodes were not read. */
  readonly node: string | undefined
  readonly pod: string
  readonly exists: boolean
  /** The kubelet's own report; undefined if it has stopped reporting. */
  readonly says: string | undefined
  readonly turned: string | undefined
  readonly isStateful: boolean
}

function unreadFacts({ metadata }: Kube<'Pod'>): NotReadyFacts {
  return {
    node: undefined,
    pod: metadata.name,
    exists: true,
    says: undefined,
    turned: undefined,
    isStateful: false,
  }
}

export default defineCause({
  id: 'node-not-ready',
  stage: 'node',
  owner: 'platform',
  patience: 'stuck',
  text: {
    summary: 'The kubelet or the node has stopped reporting',
    shows:
      '`kubectl get nodes` says NotReady; the node’s pods stay Terminating or not ready, although their containers still look ready.',
    happens:
      'The machine is off or disconnected, the kubelet or container runtime crashed or hangs, or the node ran out of memory or disk.',
    fix: 'Restore the machine, its kubelet and its runtime. If it is certainly off, taint it as out of service, so its pods and volumes are released. Delete the Node only if the machine never comes back. Force-deleting StatefulSet pods while the machine may still run risks two pods with one identity: split brain and data loss.',
    docs: [
      'https://kubernetes.io/docs/concepts/architecture/nodes/#condition',
      'https://kubernetes.io/docs/tasks/run-application/force-delete-stateful-set-pod/',
      'https://kubernetes.io/docs/concepts/cluster-administration/node-shutdown/#non-graceful-node-shutdown',
    ],
  },
  on: ['Pod'],
  reads: ['Node', 'Lease', 'ReplicaSet', 'Job'],

  detect(pod, cluster) {
    const found = lostNodeOf(pod, cluster)
    if (found === undefined) {
      const unread = unreadNodesHit(pod, 'not-ready', cluster)
      return unread && { ...unread, facts: unreadFacts(pod) }
    }
    const { name, node, state, due } = found
    const ready = node && nodeCondition(node, 'Ready')
    const lookup = cluster.find('Lease', 'kube-node-lease', name)
    const lease = lookup.state === 'present' ? lookup.object : undefined
    const evidence: Evidence[] = []
    if (node !== undefined)
      evidence.push(
        fieldEvidence(
          node,
          'status.conditions[type=Ready]',
          `${ready?.status}: ${ready?.message ?? ready?.reason ?? ''}`,
        ),
      )
    else if (state === 'gone')
      evidence.push({ object: { kind: 'Node', name }, path: 'metadata.name', value: 'does not exist' })
    if (lease?.spec?.renewTime !== undefined)
      evidence.push(fieldEvidence(lease, 'spec.renewTime', lease.spec.renewTime))
    evidence.push(
      isTerminating(pod)
        ? fieldEvidence(pod, 'metadata.deletionTimestamp', pod.metadata.deletionTimestamp)
        : fieldEvidence(pod, 'spec.nodeName', pod.spec?.nodeName ?? 'none'),
    )
    const since = parseTime(ready?.lastTransitionTime)
    const told = parseTime(podCondition(pod, 'Ready')?.lastTransitionTime)
    const confidence: Confidence = state === 'unseen' ? 'likely' : 'certain'
    return {
      facts: {
        node: name,
        pod: pod.metadata.name,
        exists: state !== 'gone',
        says: ready?.status === 'False' ? ready.message : undefined,
        turned: since === undefined ? undefined : formatTime(since),
        isStateful: cluster.of(podsOn(name, cluster), hasStateful),
      },
      subject: { kind: 'Node', name },
      evidence,
      confidence,
      since: since ?? told,
      due,
      healing:
        state === 'gone' ? 'the garbage collector deletes its pods, and their controllers create new ones' : undefined,
    }
  },

  explain({ node, pod, exists, says, turned, isStateful }) {
    if (node === undefined)
      return unreadNodesWords(
        pod,
        'is not ready or unreachable',
        'Restore the machines: make sure that they are running and reachable, then restart kubelet and container runtime.',
      )
    const warning =
      'If the machine still runs, a StatefulSet gets two pods with one identity: split brain and data loss.'
    if (!exists) {
      return {
        title: `node ${node} is gone`,
        why: 'The node was removed while pods were bound to it; the garbage collector deletes them and their controllers create new ones.',
        fix: [
          {
            kind: 'check',
            text: 'Wait for the garbage collector, and find out why the node was removed.',
            command: 'kubectl get nodes',
          },
        ],
      }
    }
    return {
      title:
        says === undefined
          ? `node ${node} stopped reporting${turned === undefined ? '' : ` at ${turned}`}`
          : `node ${node} is not ready: ${says.length > 120 ? `${says.slice(0, 120)}…` : says}`,
      why: isStateful
        ? `Nothing on ${node} can be started, checked or stopped, and a StatefulSet creates no replacement until the old pod is known to be gone.`
        : `Nothing on ${node} can be started, checked or stopped, and no new pods are scheduled there.`,
      fix: [
        {
          kind: 'change',
          text:
            says === undefined
              ? 'Restore the machine: make sure that it is running and reachable, then restart its kubelet and container runtime.'
              : 'Fix what the kubelet reports: the machine runs, so its container runtime or network plugin may need a restart.',
        },
        {
          kind: 'check',
          text: 'Check the node’s conditions and events.',
          command: sh`kubectl describe node ${node}`,
        },
        // A kubelet that reports is running, so its pods may be too.
        ...(says === undefined
          ? [
              {
                kind: 'destroy' as const,
                text: `Only if the machine is certainly off: taint it as out of service, so its pods and volumes are released. The pods’ data in memory and on the node is lost.${isStateful ? ` ${warning}` : ''}`,
                command: sh`kubectl taint nodes ${node} node.kubernetes.io/out-of-service=nodeshutdown:NoExecute`,
              },
            ]
          : []),
      ],
    }
  },
})
