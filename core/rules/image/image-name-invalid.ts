import { detectPull } from '../../facts/image-pull-hit.ts'
import { defineCause } from '../../rule.ts'

export default defineCause({
  id: 'image-name-invalid',
  stage: 'image',
  owner: 'app',
  text: {
    summary: 'The image reference cannot be parsed',
    shows:
      'The container waits in InvalidImageName; the event says `couldn’t parse image name` or `invalid reference format`.',
    happens:
      'Upper-case letters in the repository, a space, a scheme such as `https://`, an empty tag, or a template variable that was not filled in.',
    fix: 'Write the reference as `[registry/]repository[:tag][@digest]`, the repository in lower case.',
    docs: ['https://kubernetes.io/docs/concepts/containers/images/#image-names'],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  *detect(pod, cluster) {
    for (const hit of detectPull(pod, cluster, 'image-name-invalid')) {
      const { image } = hit.facts
      const lower = image
        .replace(/^[a-z]+:\/\//i, '')
        .trim()
        .toLowerCase()
      const suggestion = lower !== image && /^[a-z0-9][a-z0-9._/:@-]*$/.test(lower) ? lower : hit.field?.suggestion
      yield { ...hit, field: hit.field && { ...hit.field, ...(suggestion === undefined ? {} : { suggestion }) } }
    }
  },

  explain: ({ image, container }) => ({
    title: `"${image}" is no valid image reference`,
    why: `The kubelet cannot parse the image of container ${container}, so it never asks a registry for it.`,
    fix: [
      {
        text: 'Write the image as [registry/]repository[:tag], the repository in lower case, without a scheme or spaces.',
      },
    ],
  }),
})
