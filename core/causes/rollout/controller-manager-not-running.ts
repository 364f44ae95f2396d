import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { formatTime, latest, parseTime } from '../../time.ts'
import { failedCreateOf } from '../../workloads/creation/failed-create.ts'
import { createdAt } from '../../workloads/pods.ts'
import { replicaSetsOf } from '../../workloads/replica-sets.ts'

type Watched = Kube<'Deployment' | 'ReplicaSet' | 'StatefulSet' | 'DaemonSet' | 'Job'>

const LEASE = { kind: 'Lease', namespace: 'kube-system', name: 'kube-controller-manager' } as const
/**
 * A running controller manager renews every 2 s and acts within seconds; longer silence, in milliseconds, is a sign of
 * trouble.
 */
const SILENCE = 30_000

/**
 * When the controller manager last renewed its Lease, in milliseconds since 1970; undefined unless another lease, a
 * clock of the cluster's own, is newer by enough to show that it has stopped.
 */
function lastRenewal(cluster: Cluster): number | undefined {
  const renewals = (own: boolean) =>
    cluster
      .list('Lease')
      .filter(({ metadata }) => (metadata.name === LEASE.name && metadata.namespace === LEASE.namespace) === own)
      .map(({ spec }) => parseTime(spec?.renewTime))
  const [renewed] = renewals(true)
  const other = latest(renewals(false))
  const lag = (other ?? Number.POSITIVE_INFINITY) - (renewed ?? Number.POSITIVE_INFINITY)
  return lag > SILENCE ? renewed : undefined
}

/** If the Lease cannot be read, an object that no controller has ever handled shows the same. */
function isUntouched(object: Watched, cluster: Cluster): boolean {
  if (object.kind === 'Job' || cluster.find('Lease', LEASE.namespace, LEASE.name).state === 'present') return false
  const { status } = object
  return status !== undefined && status.observedGeneration === undefined
}

/** What the object's controller has not done, as a field and its value; undefined if it has acted. */
function undone(object: Watched, cluster: Cluster): readonly [string, string, string] | undefined {
  const { kind, status } = object
  if (kind === 'Job') {
    const isIdle = status?.startTime === undefined && object.spec?.suspend !== true
    return isIdle ? ['status.startTime', '', 'no pod has been created for it'] : undefined
  }
  const observed = status?.observedGeneration ?? 0
  const { generation = observed } = object.metadata
  if (observed < generation) {
    return ['status.observedGeneration', `${observed}`, `generation ${generation} has not been observed`]
  }
  if (kind === 'DaemonSet' || (kind === 'Deployment' && object.spec?.paused === true)) return undefined
  const wanted = object.spec?.replicas ?? 1
  const made = status?.replicas ?? 0
  if (kind === 'Deployment') {
    const isBare = cluster.seen('ReplicaSet', object.metadata.namespace) && replicaSetsOf(object, cluster).length === 0
    return wanted > 0 && isBare ? ['status.replicas', `${made}`, 'it has no ReplicaSet'] : undefined
  }
  return made < wanted && failedCreateOf(object, cluster) === undefined
    ? ['status.replicas', `${made}`, `${made} of ${wanted} pods have been created`]
    : undefined
}

export default defineCause({
  id: 'controller-manager-not-running',
  stage: 'rollout',
  owner: 'platform',
  patience: 'stuck',
  text: {
    summary: 'kube-controller-manager is not running, so no controller acts',
    shows:
      'A change has no effect and leaves no event: `observedGeneration` stays behind `generation`, and no ReplicaSet or pod is created.',
    happens:
      'The controller manager crashed, cannot reach the API server, has expired credentials, or its static pod on the control-plane node is broken.',
    fix: 'Restart kube-controller-manager; its log on the control-plane node says why it stopped.',
    docs: ['https://kubernetes.io/docs/concepts/architecture/#kube-controller-manager'],
  },
  on: ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job'],
  reads: ['Lease', 'ReplicaSet', 'Pod'],

  detect(object, cluster) {
    const renewed = cluster.of(cluster, lastRenewal)
    const left = renewed !== undefined || isUntouched(object, cluster) ? undone(object, cluster) : undefined
    if (left === undefined) return
    const [path, value, text] = left
    const lease = cluster.get(LEASE)
    const renewTime = lease?.kind === 'Lease' ? lease.spec?.renewTime : undefined
    return {
      facts: {
        renewed,
        kind: object.kind,
        name: object.metadata.name,
        text,
      },
      subject: LEASE,
      explains: [refOf(object)],
      evidence: [
        ...(renewTime === undefined ? [] : [fieldEvidence(LEASE, 'spec.renewTime', renewTime)]),
        fieldEvidence(object, path, value),
      ],
      ...(renewed === undefined
        ? { since: createdAt(object), usual: SILENCE, isSilence: true }
        : { since: renewed, due: (latest([renewed, createdAt(object)]) ?? renewed) + SILENCE }),
      confidence: renewed === undefined ? 'likely' : 'certain',
    }
  },

  explain({ renewed, kind, name, text }) {
    return {
      title:
        renewed === undefined
          ? `no controller has handled ${kind} ${name}: kube-controller-manager does not seem to be running`
          : `kube-controller-manager has not renewed its lease since ${formatTime(renewed)}`,
      why: `No controller is acting on ${kind} ${name}: ${text}.`,
      fix: [
        {
          kind: 'check',
          text: 'Find out why the controller manager is not running, and restart it.',
          command: 'kubectl get pods -n kube-system -l component=kube-controller-manager',
        },
        {
          kind: 'check',
          text: 'If it does not run as a pod, check the control-plane node.',
          command: 'crictl ps -a --name kube-controller-manager',
        },
      ],
    }
  },
})
