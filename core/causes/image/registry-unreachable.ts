import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { parseImage } from '../../workloads/images/image-name.ts'
import { detectPull } from './image-pull-hit.ts'
import { sandboxWords } from './sandbox-image.ts'

export default defineCause({
  id: 'registry-unreachable',
  stage: 'image',
  owner: 'registry',
  patience: 'slow',
  text: {
    summary: 'The registry host cannot be resolved or connected to',
    shows:
      'The container waits in ErrImagePull or ImagePullBackOff; the event says `no such host`, `connection refused`, `no route to host` or `i/o timeout` while dialling.',
    happens:
      'A typing error in the host, a registry that is down, a firewall or proxy between node and registry, or a DNS server of the node that does not know the name.',
    fix: 'Check from the node that the host resolves and its port answers; use a mirror where the network has no way out.',
    docs: ['https://kubernetes.io/docs/concepts/containers/images/'],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect: (pod, cluster) => detectPull(pod, cluster, 'registry-unreachable'),

  explain({ image, container, sandbox }) {
    if (sandbox !== undefined) return sandboxWords(sandbox, `registry ${parseImage(image).registry} cannot be reached`)
    const { registry } = parseImage(image)
    return {
      title: `registry ${registry} cannot be reached`,
      why: `The node cannot ask it for ${image}, so container ${container} does not start.`,
      fix: [
        {
          text: 'Check the name, and from a node that the registry answers.',
          command: sh`curl -sv https://${registry === 'docker.io' ? 'registry-1.docker.io' : registry}/v2/ -o /dev/null`,
        },
        { text: 'Where the nodes may not reach it, use a mirror that they can reach.' },
      ],
    }
  },
})
