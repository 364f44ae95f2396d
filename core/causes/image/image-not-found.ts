import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { parseImage } from '../../workloads/images/image-name.ts'
import { detectPull } from './image-pull-hit.ts'
import { sandboxWords } from './sandbox-image.ts'

export default defineCause({
  id: 'image-not-found',
  stage: 'image',
  owner: 'app',
  patience: 'none',
  text: {
    summary: 'The repository or the tag of the image does not exist',
    shows:
      'The container waits in ErrImagePull or ImagePullBackOff; the first event says `not found` or `manifest unknown`.',
    happens:
      'A typing error in the name or the tag, a tag that was never pushed or has been deleted, a build that failed before the push, or a digest of another registry.',
    fix: 'Set the image to a tag that exists, or push the missing one. `crane ls REPOSITORY` or `skopeo list-tags docker://REPOSITORY` lists the tags.',
    docs: ['https://kubernetes.io/docs/concepts/containers/images/'],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect: (pod, cluster) => detectPull(pod, cluster, 'image-not-found'),

  explain({ image, workload, container, previous, sandbox }) {
    if (sandbox !== undefined) return sandboxWords(sandbox, 'it does not exist')
    const { repository, tag, registry } = parseImage(image)
    const what = tag === undefined ? repository : `${repository}:${tag}`
    return {
      title: `image ${image} does not exist`,
      why: `The registry ${registry} has no ${what}, so container ${container} can never start.`,
      fix: [
        ...(previous === undefined
          ? []
          : [
              {
                text: `Go back to ${previous}, which the revision before used.`,
                command: sh`kubectl set image deployment/${workload.name} ${container}=${previous}${workload.place}`,
              },
            ]),
        {
          text: 'Set the image to a tag that exists, or push this one.',
          command: sh`skopeo list-tags docker://${registry}/${repository}`,
        },
      ],
    }
  },
})
