import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { formatAge, parseTime } from '../../time.ts'
import { failedCreateOf } from '../../workloads/creation/failed-create.ts'
import { createdAt } from '../../workloads/pods.ts'
import { replicaSetsOf } from '../../workloads/replica-sets.ts'

type Watched = Kube<'Deployment' | 'ReplicaSet' | 'StatefulSet' | 'DaemonSet' | 'Job'>

const LEASE = { kind: 'Lease', namespace: 'kube-system', name: 'kube-controller-manager' } as const
/** A running controller manager renews every 2 s and acts within seconds; longer silence, in milliseconds, is a sign. */
const SILENCE = 30_000

/** The last sign of life of the controller manager, in milliseconds since 1970, and how long it is ago. */
interface Silence {
  readonly renewed: number
  readonly length: number
}

/**
 * How long the controller manager has been silent, where its Lease has expired. Measured against the newest of the other
 * leases, so that a clock that is ahead of the cluster's does no harm.
 */
function silenceOf(cluster: Cluster): Silence | undefined {
  const renewals = (own: boolean) =>
    cluster
      .list('Lease')
      .filter(({ metadata }) => (metadata.name === LEASE.name && metadata.namespace === LEASE.namespace) === own)
      .map(({ spec }) => parseTime(spec?.renewTime))
      .filter(time => time !== undefined)
  const [renewed] = renewals(true)
  if (renewed === undefined) return undefined
  const others = renewals(false)
  const reference = others.length === 0 ? cluster.now : others.reduce((a, b) => Math.max(a, b))
  const length = reference - renewed
  return length > SILENCE ? { renewed, length } : undefined
}

function ageOf(object: Watched, cluster: Cluster): number {
  return cluster.now - (createdAt(object) ?? cluster.now)
}

/** Where the Lease cannot be seen, an object that no controller has ever looked at tells the same. */
function isUntouched(object: Watched, cluster: Cluster): boolean {
  if (object.kind === 'Job' || cluster.find('Lease', LEASE.namespace, LEASE.name).state === 'present') return false
  const { status } = object
  return ageOf(object, cluster) > 2 * SILENCE && status !== undefined && status.observedGeneration === undefined
}

/** What the object's controller has left undone, as a field and its value; undefined where it has acted. */
function undone(object: Watched, cluster: Cluster): readonly [string, string, string] | undefined {
  const { kind, status } = object
  const { generation = 0 } = object.metadata
  const age = ageOf(object, cluster)
  if (kind === 'Job') {
    const isIdle = status?.startTime === undefined && object.spec?.suspend !== true && age > SILENCE
    return isIdle ? ['status.startTime', '', 'no pod has been made for it'] : undefined
  }
  const observed = status?.observedGeneration ?? 0
  if (observed < generation) {
    return ['status.observedGeneration', `${observed}`, `generation ${generation} has not been seen`]
  }
  if (kind === 'DaemonSet' || (kind === 'Deployment' && object.spec?.paused === true)) return undefined
  const wanted = object.spec?.replicas ?? 1
  const made = status?.replicas ?? 0
  if (kind === 'Deployment') {
    const isBare = cluster.seen('ReplicaSet', object.metadata.namespace) && replicaSetsOf(object, cluster).length === 0
    return wanted > 0 && isBare && age > SILENCE ? ['status.replicas', `${made}`, 'it has no ReplicaSet'] : undefined
  }
  return made < wanted && failedCreateOf(object, cluster) === undefined
    ? ['status.replicas', `${made}`, `${made} of ${wanted} pods have been made`]
    : undefined
}

export default defineCause({
  id: 'controller-manager-not-running',
  stage: 'rollout',
  owner: 'platform',
  patience: 'stuck',
  text: {
    summary: 'The kube-controller-manager does not run, so no controller acts',
    shows:
      'A change has no effect and leaves no event: `observedGeneration` stays behind `generation`, and no ReplicaSet or pod is made.',
    happens:
      'The controller manager crashed, cannot reach the API server, has expired credentials, or its static pod is broken on the control plane node.',
    fix: 'Bring the kube-controller-manager back; its log on the control plane node says why it stopped.',
    docs: ['https://kubernetes.io/docs/concepts/architecture/#kube-controller-manager'],
  },
  on: ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job'],
  evenComplete: true,
  reads: ['Lease', 'ReplicaSet', 'Pod'],

  detect(object, cluster) {
    const silence = cluster.of(cluster, silenceOf)
    const left = silence !== undefined || isUntouched(object, cluster) ? undone(object, cluster) : undefined
    if (left === undefined) return
    const since = silence?.renewed ?? createdAt(object)
    const [path, value, text] = left
    const lease = cluster.get(LEASE)
    const renewTime = lease?.kind === 'Lease' ? lease.spec?.renewTime : undefined
    return {
      facts: {
        silence: silence?.length,
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
      since,
      confidence: silence === undefined ? 'likely' : 'certain',
    }
  },

  explain({ silence, kind, name, text }) {
    return {
      title:
        silence === undefined
          ? `no controller has looked at ${kind} ${name}: the kube-controller-manager does not run`
          : `the kube-controller-manager has not renewed its lease for ${formatAge(silence)}`,
      why: `No controller acts on ${kind} ${name}: ${text}.`,
      fix: [
        {
          text: 'Look at the controller manager and bring it back.',
          command: 'kubectl get pods -n kube-system -l component=kube-controller-manager',
        },
        {
          text: 'Where it is not a pod, look on the control plane node.',
          command: 'crictl ps -a --name kube-controller-manager',
        },
      ],
    }
  },
})
