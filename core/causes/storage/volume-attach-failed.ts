import { defineCause } from '../../rule.ts'
import { placeOf, command as sh } from '../../shell.ts'
import { verdictOf } from '../../workloads/placement/verdict.ts'
import { workloadOf } from '../../workloads/workloads.ts'
import { detectMount } from './mount-hit.ts'

/** Milliseconds for which drivers commonly fail before an attachment succeeds. */
const SETTLING = 60_000

/** Said after two minutes without any answer of the driver (`pkg/volume/csi/csi_attacher.go`). */
const NO_ANSWER = /timed out waiting for external-attacher of (\S{1,253}) CSI driver/

/** The kubelet's own part, for Fibre Channel and iSCSI: no VolumeAttachment tells of it. */
const ON_NODE = /^MountVolume\.WaitForAttach failed/

const NAMES_LIMIT = 3

/** Which nodes have all the volumes that they can have, to go on with `reached it`. */
function fullNodes(names: readonly string[]): string {
  const [only] = names
  if (only === undefined) return 'all fitting nodes have'
  if (names.length === 1) return `${only} has`
  const more = names.length - NAMES_LIMIT
  const shown = names.slice(0, NAMES_LIMIT)
  return more > 0
    ? `${shown.join(', ')} and ${more} more have`
    : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)} have`
}

export default defineCause({
  id: 'volume-attach-failed',
  stage: 'storage',
  owner: 'platform',
  patience: 'stuck',
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
  reads: ['PersistentVolumeClaim', 'PersistentVolume', 'VolumeAttachment', 'Node', 'ReplicaSet', 'Job'],

  *detect(pod, cluster) {
    yield* detectMount(pod, cluster, 'volume-attach-failed', ({ message, driver }, waited) => {
      const silent = driver ?? NO_ANSWER.exec(message)?.[1]
      return {
        facts: { full: undefined as string | undefined, silent },
        ...(waited < SETTLING && silent === undefined ? { outlook: 'self-healing' as const } : {}),
      }
    })
    const verdict = verdictOf(pod, cluster)
    if (verdict?.obstacle !== 'volume-limit') return
    const names = verdict.nodes.map(({ metadata }) => metadata.name)
    const { kind, name } = workloadOf(pod, cluster)
    yield {
      facts: {
        pod: pod.metadata.name,
        place: placeOf(pod.metadata.namespace),
        workload: { kind, name },
        full: fullNodes(names),
        silent: undefined,
        node: '',
        volume: '',
        message: '',
      },
      subject: workloadOf(pod, cluster),
      evidence: verdict.evidence,
      confidence: verdict.confidence,
      since: verdict.since,
      healing: verdict.healing,
    }
  },

  explain({ volume, node, pod, place, workload, message, full, silent }) {
    const describe = { text: 'See what is said of the pod.', command: sh`kubectl describe pod ${pod}${place}` }
    if (full !== undefined) {
      return {
        title: `no node can take one more volume for ${workload.kind} ${workload.name}`,
        why: `Each node can have a limited number of volumes of a driver, and ${full} reached it, so pod ${pod} stays Pending.`,
        fix: [
          {
            text: 'Add a node, or remove pods whose volumes are no longer needed.',
            command: 'kubectl get volumeattachments',
          },
          describe,
        ],
      }
    }
    const error = message.replace(/^\w+Volume\.\w+ failed for volume "[^"]*" ?: /, '').replace(/\s+/g, ' ')
    const isOnNode = ON_NODE.test(message)
    const remedy =
      silent === undefined
        ? isOnNode
          ? 'Bring the disk to the node: its target has to answer, and the node needs the client (open-iscsi, or the adapter of the Fibre Channel).'
          : 'Remove what the driver names; the controller tries again by itself.'
        : 'Install the driver, or bring back the pod of its controller, in which the container csi-attacher attaches volumes.'
    return {
      title:
        silent === undefined
          ? `${volume} cannot be attached to node ${node}: ${error.slice(0, 160)}`
          : `${volume} is not attached to node ${node}: nothing answers for CSI driver ${silent}`,
      why: 'The containers are not made before all volumes of the pod are attached and mounted.',
      fix: [
        isOnNode
          ? { text: remedy }
          : {
              text: remedy,
              command:
                silent === undefined ? 'kubectl get volumeattachments' : 'kubectl get csidrivers,volumeattachments',
            },
        describe,
      ],
    }
  },
})
