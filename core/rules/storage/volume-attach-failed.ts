import { fieldEvidence } from '../../evidence.ts'
import { podCondition } from '../../facts/pods/pods.ts'
import { workloadOf } from '../../facts/pods/workloads.ts'
import { parseUnschedulable } from '../../facts/scheduling/unschedulable-message.ts'
import { detectMount } from '../../facts/storage/mount-hit.ts'
import { refOf } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { placeOf, command as sh } from '../../shell.ts'
import { parseTime } from '../../time.ts'

/** Milliseconds for which drivers commonly fail before an attachment succeeds. */
const SETTLING = 60_000

/** True where the driver's limit of volumes per node is what keeps the pod from being placed. */
function isLimit(message: string): boolean {
  const [first] = parseUnschedulable(message)
  return first?.obstacle === 'volume-limit'
}

export default defineCause({
  id: 'volume-attach-failed',
  stage: 'storage',
  owner: 'platform',
  text: {
    summary: 'The volume cannot be attached to the node',
    shows:
      'The pod stays in ContainerCreating with `AttachVolume.Attach failed for volume …`, or Pending with `node(s) exceed max volume count`.',
    happens:
      'The disk was deleted or lies in another zone, the driver lacks permissions in the cloud, its attacher does not run, or the node already has as many volumes as it can have.',
    fix: 'Remove what the driver names. VolumeAttachment objects hold the newest error; the controller tries again by itself.',
    docs: [
      'https://kubernetes.io/docs/concepts/storage/persistent-volumes/',
      'https://kubernetes.io/docs/concepts/storage/storage-limits/',
    ],
  },
  on: ['Pod'],
  reads: ['PersistentVolumeClaim', 'PersistentVolume', 'VolumeAttachment', 'ReplicaSet', 'Job'],

  *detect(pod, cluster) {
    yield* detectMount(pod, cluster, 'volume-attach-failed', (_, waited) => ({
      facts: { isLimit: false },
      ...(waited < SETTLING ? { outlook: 'self-healing' as const } : {}),
    }))
    const scheduled = podCondition(pod, 'PodScheduled')
    if (scheduled?.status !== 'False' || !isLimit(scheduled.message ?? '')) return
    const workload = workloadOf(pod, cluster)
    yield {
      facts: {
        pod: pod.metadata.name,
        place: placeOf(pod.metadata.namespace),
        node: '',
        workload: { kind: workload.kind, name: workload.name },
        volume: 'the volumes',
        message: scheduled.message ?? '',
        isLimit: true,
      },
      subject: workload,
      explains: [refOf(pod)],
      evidence: [fieldEvidence(pod, 'status.conditions[type=PodScheduled].message', scheduled.message)],
      confidence: 'likely',
      since: parseTime(scheduled.lastTransitionTime),
    }
  },

  explain({ volume, node, pod, place, workload, message, isLimit: limit }) {
    const describe = { text: 'See what is said of the pod.', command: sh`kubectl describe pod ${pod}${place}` }
    if (limit) {
      return {
        title: `no node can take one more volume for ${workload.kind} ${workload.name}`,
        why: 'Each node can have a limited number of volumes of a driver, and all fitting nodes have reached it.',
        fix: [
          {
            text: 'Add a node, or remove pods whose volumes are no longer needed.',
            command: 'kubectl get volumeattachments',
          },
          describe,
        ],
      }
    }
    const [line = ''] = message.split('\n')
    const error = line.replace(/^AttachVolume\.Attach failed for volume "[^"]*" ?: /, '')
    return {
      title: `${volume} cannot be attached to node ${node}: ${error.slice(0, 160)}`,
      why: 'The containers are not made before all volumes of the pod are attached and mounted.',
      fix: [
        {
          text: 'Remove what the driver names; the controller tries again by itself.',
          command: 'kubectl get volumeattachments',
        },
        describe,
      ],
    }
  },
})
