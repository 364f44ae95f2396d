import { defineCause } from '../../rule.ts'
import { detectStart } from './start-failure-hit.ts'

export default defineCause({
  id: 'mount-conflict',
  stage: 'container-start',
  owner: 'app',
  patience: 'none',
  text: {
    summary: 'A mount cannot be made inside the container',
    shows:
      'The container ends with RunContainerError, CreateContainerError or StartError: `error mounting … not a directory`, or `failed to prepare subPath`.',
    happens:
      'A directory is mounted over a file (or a file over a directory) of the image, a subPath does not exist in the volume, or the mount point cannot be made on a read-only root file system.',
    fix: 'Mount over a path of the same type. To put one file of a ConfigMap over a file, use `subPath` with the key’s name.',
    docs: ['https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath'],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect: (pod, cluster) => detectStart(pod, cluster, 'mount-conflict', 'volumeMounts'),

  explain({ container, message }) {
    const volume = /subPath[^"]{0,60}"([^"]{1,300})"/.exec(message)?.[1]
    if (volume !== undefined) {
      return {
        title: `the subPath of volume ${volume} cannot be mounted in container ${container}`,
        why: `The kubelet neither finds the subPath in the volume nor can make it there, so the container does not start.`,
        fix: [
          {
            text: `Make the subPath in volume ${volume}, and see that the volume is there and that root may write to it.`,
          },
        ],
      }
    }
    const target = /(?:to rootfs at|dst=|mount path) ?"?([^\s",:]{1,300})/.exec(message)?.[1]
    return {
      title: `the mount${target === undefined ? '' : ` at ${target}`} cannot be made in container ${container}`,
      why: `The runtime cannot put the volume there, so the container does not start.`,
      fix: [
        {
          text: /read-only file system/i.test(message)
            ? `Make ${target ?? 'the mount point'} in the image: it is not there, and nothing can be made in a read-only file system (readOnlyRootFilesystem, or a read-only volume above it).`
            : target === undefined
              ? 'Correct the mount.'
              : `Mount a file over a file and a directory over a directory: ${target} is of the other type, or the subPath does not exist in the volume.`,
        },
      ],
    }
  },
})
