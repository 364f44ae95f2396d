import { detectPending, nameList } from '../../facts/scheduling/pending-hit.ts'
import { detectMount } from '../../facts/storage/mount-hit.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'

/** Milliseconds for which drivers commonly fail before an attachment succeeds. */
const SETTLING = 60_000

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
  reads: ['PersistentVolumeClaim', 'PersistentVolume', 'VolumeAttachment', 'Node', 'ReplicaSet', 'Job'],

  *detect(pod, cluster) {
    yield* detectMount(pod, cluster, 'volume-attach-failed', (_, waited) => ({
      facts: { full: undefined as string | undefined },
      ...(waited < SETTLING ? { outlook: 'self-healing' as const } : {}),
    }))
    for (const hit of detectPending(pod, cluster, 'volume-attach-failed', () => ({ facts: {} }))) {
      const { nodes, nodeCount } = hit.facts
      const full =
        nodeCount === 0 ? 'all fitting nodes have' : `${nameList(nodes, nodeCount)} ${nodeCount > 1 ? 'have' : 'has'}`
      yield { ...hit, facts: { ...hit.facts, full, node: '', volume: '', message: '' } }
    }
  },

  explain({ volume, node, pod, place, workload, message, full }) {
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
