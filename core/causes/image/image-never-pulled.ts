import { defineCause } from '../../rule.ts'
import { containerPatch, remake } from '../../workloads/template-patch.ts'
import { detectPull } from './image-pull-hit.ts'

export default defineCause({
  id: 'image-never-pulled',
  stage: 'image',
  owner: 'app',
  patience: 'none',
  text: {
    summary: 'imagePullPolicy is Never and the image is not on the node',
    shows: 'The container waits in ErrImageNeverPull.',
    happens:
      'A manifest for a local cluster, where images are loaded into the node by hand, was applied elsewhere; or the image was loaded into another node.',
    fix: 'Set `imagePullPolicy: IfNotPresent` and push the image to a registry, or load it into every node (`kind load docker-image`, `minikube image load`).',
    docs: ['https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy'],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect(pod, cluster) {
    return detectPull(pod, cluster, 'image-never-pulled').map(hit => {
      const { field } = hit
      const path = field?.path.replace(/image$/, 'imagePullPolicy') ?? ''
      return { ...hit, field: field && { object: field.object, path, value: 'Never', suggestion: 'IfNotPresent' } }
    })
  },

  explain({ image, container, list, workload: { kind } }) {
    return {
      title: `image ${image} is not on the node and may never be pulled`,
      why: `imagePullPolicy of container ${container} is Never, so the kubelet does not ask a registry.`,
      fix: [
        {
          text: 'Let the kubelet pull the image.',
          patch: containerPatch({ kind, list, container }, { imagePullPolicy: 'IfNotPresent' }),
        },
        ...remake(kind),
        { text: 'Or load the image into the nodes.' },
      ],
    }
  },
})
