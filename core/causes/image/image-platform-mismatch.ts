import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { detectPull } from './image-pull-hit.ts'

export default defineCause({
  id: 'image-platform-mismatch',
  stage: 'image',
  owner: 'app',
  patience: 'none',
  text: {
    summary: 'The image has no variant for the node’s platform',
    shows:
      'The container waits in ErrImagePull or ImagePullBackOff; the event says `no match for platform in manifest`, or `no matching manifest for linux/…`.',
    happens:
      'The image was built for one architecture only, often on a laptop with an ARM processor, and the nodes have another.',
    fix: 'Build the image for all platforms of the nodes (`docker buildx build --platform linux/amd64,linux/arm64`), or select nodes of the right architecture.',
    docs: ['https://kubernetes.io/docs/concepts/containers/images/#multi-architecture-images-with-image-indexes'],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect: (pod, cluster) => detectPull(pod, cluster, 'image-platform-mismatch'),

  explain({ image, container, architecture }) {
    return {
      title: `image ${image} has no variant for the node's platform${architecture === undefined ? '' : ` ${architecture}`}`,
      why: `Container ${container} can never start on this node.`,
      fix: [
        {
          text: `Build the image for ${architecture === undefined ? 'the platform of the nodes' : `linux/${architecture}`} and push it again.`,
          command: sh`docker buildx build --platform linux/${architecture ?? 'amd64'} --tag ${image} --push .`,
        },
        { text: 'Or place the pod on nodes of the platform that the image has, with nodeSelector kubernetes.io/arch.' },
      ],
    }
  },
})
