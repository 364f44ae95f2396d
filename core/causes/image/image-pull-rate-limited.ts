import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { parseImage } from '../../workloads/images/image-name.ts'
import { detectPull } from './image-pull-hit.ts'
import { sandboxWords } from './sandbox-image.ts'

export default defineCause({
  id: 'image-pull-rate-limited',
  stage: 'image',
  owner: 'registry',
  patience: 'long',
  text: {
    summary: 'The registry answers 429',
    shows:
      'The container waits in ErrImagePull or ImagePullBackOff; the event says `429 Too Many Requests` or `toomanyrequests`.',
    happens:
      'Many pulls without credentials from one address: Docker Hub counts them by address and account. A rollout over many nodes, or a loop that pulls `latest` again and again, uses the quota up.',
    fix: 'Pull with credentials, through a pull-through cache or mirror, and with `imagePullPolicy: IfNotPresent`. The kubelet tries again by itself.',
    docs: ['https://kubernetes.io/docs/concepts/containers/images/'],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect: (pod, cluster) =>
    detectPull(pod, cluster, 'image-pull-rate-limited').map(hit => ({
      ...hit,
      healing: 'the kubelet tries again, and the registry lifts its limit with time',
    })),

  explain({ image, container, workload, sandbox }) {
    if (sandbox !== undefined)
      return sandboxWords(sandbox, `registry ${parseImage(image).registry} limits the rate of pulls`)
    const { registry } = parseImage(image)
    return {
      title: `registry ${registry} limits the rate of pulls: 429 for ${image}`,
      why: `The kubelet tries again with growing pauses; container ${container} starts once the limit is lifted.`,
      fix: [
        {
          text: `Pull with credentials for ${registry}: the limit of an account is higher than that of an address.`,
          command: sh`kubectl create secret docker-registry registry-credentials${workload.place} --docker-server=${registry} --docker-username=USER --docker-password=PASSWORD`,
        },
        { text: 'Pull through a mirror or cache inside your network.' },
      ],
    }
  },
})
