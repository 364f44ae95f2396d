import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { detectPull } from './image-pull-hit.ts'
import { sandboxWords } from './sandbox-image.ts'

export default defineCause({
  id: 'image-pull-timeout',
  stage: 'image',
  owner: 'platform',
  patience: 'long',
  text: {
    summary: 'The pull runs into a deadline',
    shows:
      'The container waits in ErrImagePull or ImagePullBackOff; the event says `context deadline exceeded`, `context canceled`, `i/o timeout` or `TLS handshake timeout`.',
    happens:
      'The image is very large, the link to the registry is slow, the node’s disk is busy, or a proxy cuts long transfers.',
    fix: 'Make the image smaller, pull it from a registry nearer to the nodes, or pre-pull it. The kubelet tries again by itself and goes on from the layers it has.',
    docs: ['https://kubernetes.io/docs/concepts/containers/images/'],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect: (pod, cluster) => detectPull(pod, cluster, 'image-pull-timeout'),

  explain({ image, container, isRunning, message, sandbox }) {
    if (sandbox !== undefined) return sandboxWords(sandbox, 'the pull runs into a deadline')
    const isMute = message.includes('TLS handshake timeout')
    return {
      title: isRunning ? `the pull of ${image} does not come to an end` : `the pull of ${image} runs into a deadline`,
      why: isMute
        ? `Container ${container} starts once a pull gets through; the registry accepts connections and does not answer in time.`
        : `Container ${container} starts once a pull gets through; large images may never do.`,
      fix: [
        { text: `Pull the image on the node by hand and watch how far it gets.`, command: sh`crictl pull ${image}` },
        {
          text: isMute
            ? 'Look at the registry’s load, at proxies and firewalls on the way to it, and at the MTU of the node’s network.'
            : 'Make the image smaller or serve it from a registry near the nodes.',
        },
      ],
    }
  },
})
