import { defineCause } from '../../rule.ts'
import { detectPull } from './image-pull-hit.ts'

export default defineCause({
  id: 'image-name-invalid',
  stage: 'image',
  owner: 'app',
  patience: 'none',
  text: {
    summary: 'The image reference cannot be parsed',
    shows:
      'The container waits in InvalidImageName; the event says `couldn’t parse image name` or `invalid reference format`.',
    happens:
      'Upper-case letters in the repository, a space, a scheme such as `https://`, an empty tag, or a template variable that was not filled in. CRI-O also refuses a short name (`kong:3.9`) where its `registries.conf` leaves open which registry is meant.',
    fix: 'Write the reference as `[registry/]repository[:tag][@digest]`, the repository in lower case.',
    docs: ['https://kubernetes.io/docs/concepts/containers/images/#image-names'],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect(pod, cluster) {
    return detectPull(pod, cluster, 'image-name-invalid').map(hit => {
      const { image } = hit.facts
      const lower = image
        .replace(/^[a-z]+:\/\//i, '')
        .trim()
        .toLowerCase()
      const suggestion = lower !== image && /^[a-z0-9][a-z0-9._/:@-]*$/.test(lower) ? lower : hit.field?.suggestion
      const isShort = /short[- ]name|unqualified image/i.test(hit.facts.message)
      const facts = { ...hit.facts, isShort }
      return {
        ...hit,
        facts,
        field: hit.field && { ...hit.field, ...(suggestion === undefined ? {} : { suggestion }) },
      }
    })
  },

  explain: ({ image, container, isShort }) => ({
    title: isShort
      ? `image ${image} names no registry, and the node's runtime does not say which to ask`
      : `"${image}" is no valid image reference`,
    why: `The ${isShort ? 'runtime cannot resolve' : 'kubelet cannot parse'} the image of container ${container}, so no registry is ever asked for it.`,
    fix: [
      {
        text: isShort
          ? 'Write the image with its registry: docker.io/library/… for an official image of Docker Hub.'
          : 'Write the image as [registry/]repository[:tag], the repository in lower case, without a scheme or spaces.',
      },
    ],
  }),
})
