import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { detectMount } from './mount-hit.ts'
import { mountReason } from './mount-reasons.ts'

/** Milliseconds for which a mount commonly fails before it succeeds. */
const SETTLING = 30_000

/** The line that says most: mount(8) prints it after `Output:`. */
function lineOf(message: string): string {
  const output = /\bOutput: ([^\n]{1,400})/.exec(message)?.[1]
  const [first = ''] = message.split('\n')
  return (output ?? first)
    .replace(/^\w+Volume\.\w+ failed for volume "[^"]*" ?: /, '')
    .replace(/(?<![\w./~-])\/[^\s:]{1,900}/g, path =>
      path.includes('/volumes/') ? `…${path.slice(path.lastIndexOf('/'))}` : path,
    )
}

export default defineCause({
  id: 'volume-mount-failed',
  stage: 'storage',
  owner: 'platform',
  patience: 'stuck',
  text: {
    summary: 'The volume cannot be mounted on the node',
    shows:
      'The pod stays in ContainerCreating with `MountVolume.SetUp failed` or `MountVolume.MountDevice failed for volume …`.',
    happens:
      'The file server refuses the node or does not answer, the exported path does not exist, the node lacks the client program, a mount option is wrong, or the file system is damaged.',
    fix: 'The line after `Output:` says which of these it is. The kubelet tries again by itself once it is removed.',
    docs: [
      'https://kubernetes.io/docs/concepts/storage/volumes/',
      'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#mount-options',
    ],
  },
  on: ['Pod'],
  reads: ['PersistentVolumeClaim', 'PersistentVolume', 'ReplicaSet', 'Job'],

  detect(pod, cluster) {
    return detectMount(pod, cluster, 'volume-mount-failed', ({ message, podVolume }, waited) => {
      const { server, path } = podVolume?.nfs ?? {}
      const { id, meaning, remedy } = mountReason(message)
      return {
        facts: { reason: id, meaning, remedy, source: server === undefined ? undefined : `${server}:${path ?? ''}` },
        ...(waited < SETTLING ? { outlook: 'self-healing' as const } : {}),
      }
    })
  },

  explain({ volume, node, pod, place, message, reason, meaning, remedy, source }) {
    const from = source === undefined ? '' : ` from ${source}`
    return {
      title: `${volume} cannot be mounted${from} on node ${node}: ${reason === 'other' ? lineOf(message).slice(0, 160) : meaning}`,
      why: `The containers are not made before all volumes are mounted; the kubelet gets: ${lineOf(message).slice(0, 300)}`,
      fix: [
        { text: remedy },
        {
          text: 'See what the kubelet gets from mount(8) or the driver.',
          command: sh`kubectl describe pod ${pod}${place}`,
        },
      ],
    }
  },
})
