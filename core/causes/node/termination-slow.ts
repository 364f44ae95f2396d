import type { Step } from '../../cause.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import { defineCause } from '../../rule.ts'
import { namespaceFlag, command as sh } from '../../shell.ts'
import { formatTime } from '../../time.ts'
import { verdictOf } from '../../workloads/placement/verdict.ts'
import { isOverdue } from '../../workloads/pods.ts'
import { rolloutOf } from '../../workloads/rollouts.ts'
import { troubledPods } from '../../workloads/troubled-pods.ts'
import { podSpecPath, workloadOf } from '../../workloads/workloads.ts'
import { stoppingOf } from './deletion.ts'

/** Milliseconds that a pod commonly takes to stop: the default grace period. */
const STOPPING = 30_000

/** Pods whose end makes room for one that no node fits until then. */
function roomMakers(_snapshot: object, cluster: Cluster): ReadonlySet<Kube<'Pod'>> {
  return new Set(troubledPods(cluster).flatMap(pod => verdictOf(pod, cluster)?.freedBy ?? []))
}

/**
 * True if something waits for the pod to go: a Recreate update, a StatefulSet or DaemonSet, the deletion of a bare pod,
 * a pod that no node fits until then.
 */
function waits(pod: Kube<'Pod'>, cluster: Cluster): boolean {
  if (cluster.of(cluster.snapshot, roomMakers).has(pod)) return true
  const workload = cluster.get(workloadOf(pod, cluster))
  if (workload?.kind === 'Pod') return true
  if (workload === undefined || workload.metadata.deletionTimestamp !== undefined) return false
  switch (workload.kind) {
    case 'Deployment': {
      const { wanted, updated } = rolloutOf(workload, cluster)
      return workload.spec?.strategy?.type === 'Recreate' && wanted > updated
    }
    case 'StatefulSet': {
      const { wanted, ready } = rolloutOf(workload, cluster)
      return wanted > ready
    }
    default:
      return workload.kind === 'DaemonSet'
  }
}

/** A process that survives SIGKILL waits for storage or a device, or the runtime does not respond. */
function killingSteps(pod: string, namespaceFlag: string, node: string): readonly Step[] {
  return [
    {
      kind: 'check',
      text: `Find out why it cannot be killed: in its events, and in the logs of kubelet and container runtime on ${node}.`,
      command: sh`kubectl describe pod ${pod}${namespaceFlag}`,
    },
    {
      kind: 'change',
      text: `Restart the container runtime on ${node}; if the process waits for storage that does not respond, restore that or reboot the node.`,
    },
    {
      kind: 'destroy',
      text: 'Only if its process is known to have ended: remove the pod from the API. Otherwise a StatefulSet gets two pods with one identity: split brain and data loss.',
      command: sh`kubectl delete pod ${pod}${namespaceFlag} --grace-period=0 --force`,
    },
  ]
}

export default defineCause({
  id: 'termination-slow',
  stage: 'node',
  owner: 'app',
  patience: 'soon',
  text: {
    summary: 'The pod ignores SIGTERM, or its preStop hook runs until the grace period ends',
    shows:
      'The old pod stays Terminating and its containers keep running; a Recreate update or a StatefulSet waits for it. There is no Warning event.',
    happens:
      'The process does not handle SIGTERM (a shell as PID 1 does not forward it), waits for connections that never close, or the preStop hook does not return.',
    fix: 'Handle SIGTERM (exec in the entrypoint script, or an init such as tini), limit the preStop hook, and set terminationGracePeriodSeconds no longer than shutdown takes.',
    docs: ['https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination'],
  },
  on: ['Pod'],
  reads: ['Node', 'ReplicaSet', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job'],

  detect(pod, cluster) {
    const stopping = stoppingOf(pod, cluster)
    if (stopping === undefined) return
    const { asked, until, grace } = stopping
    const isLate = isOverdue(pod, cluster)
    if (!(isLate || waits(pod, cluster))) return
    const workload = workloadOf(pod, cluster)
    const failed = isLate ? cluster.events(pod).findLast(({ reason }) => reason === 'FailedKillPod') : undefined
    const hook = pod.spec?.containers?.find(({ lifecycle }) => lifecycle?.preStop !== undefined)?.name
    return {
      facts: {
        pod: pod.metadata.name,
        namespaceFlag: namespaceFlag(pod.metadata.namespace),
        asked: formatTime(asked),
        until: formatTime(until),
        grace,
        hook,
        isLate,
        node: pod.spec?.nodeName ?? '',
      },
      subject: workload,
      evidence: [
        ...(failed === undefined ? [] : [eventEvidence(failed)]),
        fieldEvidence(pod, 'metadata.deletionTimestamp', pod.metadata.deletionTimestamp ?? ''),
        fieldEvidence(pod, 'metadata.deletionGracePeriodSeconds', String(grace)),
      ],
      since: asked,
      usual: STOPPING,
      healing: isLate ? undefined : `its grace period ends at ${formatTime(until)}`,
      isOpen: isLate,
      confidence: isLate ? 'possible' : 'certain',
      ...(isLate
        ? {}
        : {
            field: {
              object: workload,
              path: `${podSpecPath(workload.kind)}.terminationGracePeriodSeconds`,
              value: String(pod.spec?.terminationGracePeriodSeconds ?? 30),
            },
          }),
    }
  },

  explain({ pod, namespaceFlag, asked, until, grace, hook, isLate, node }) {
    const how =
      hook === undefined ? 'its process ignores SIGTERM' : `the preStop hook of ${hook} or the process is still running`
    return {
      title: isLate
        ? `pod ${pod} is still running after its grace period of ${grace}s`
        : `pod ${pod} has been terminating since ${asked}: ${how}`,
      why: isLate
        ? `The kubelet should have killed it at ${until}; the rollout or deletion keeps waiting for it.`
        : `The rollout or deletion waits for it until ${until} at the latest, when its grace period of ${grace}s ends.`,
      fix: isLate
        ? killingSteps(pod, namespaceFlag, node)
        : [
            {
              kind: 'change',
              text: 'Make the process handle SIGTERM: exec it in the entrypoint script or run it under an init, and limit the preStop hook.',
            },
            {
              kind: 'destroy',
              text: 'Or kill it now: unfinished work and unsaved data are lost.',
              command: sh`kubectl delete pod ${pod}${namespaceFlag} --grace-period=1`,
            },
          ],
    }
  },
})
