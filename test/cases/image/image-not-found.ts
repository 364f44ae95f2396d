import type { Cases } from '../../support/cases.ts'
import { withoutSandboxImage } from '../../support/sandbox-image.ts'
import { inContainers, later, recorded, untimed, worded, write } from '../../support/variation.ts'

const WEB = 'web-58fb588565-s8bfg'

const templateOf = (replicaSet: string) =>
  (recorded('image-tag-typo', 'ReplicaSet', replicaSet)['spec'] as { readonly template: unknown }).template
const before = (containers: readonly object[]) =>
  write('ReplicaSet', 'web-596556dd5f', ['spec', 'template', 'spec', 'containers'], containers)

/** The Deployment was rolled back to the previous revision. */
const corrected = [
  write('ReplicaSet', 'web-596556dd5f', ['metadata', 'annotations', 'deployment.kubernetes.io/revision'], '3'),
  write('Deployment', 'web', ['spec', 'template'], templateOf('web-596556dd5f')),
  write('Deployment', 'web', ['metadata', 'generation'], 3),
]

export default {
  'the image of a volume is not that of the container': {
    recording: 'image-tag-typo',
    varied: [
      write('Pod', WEB, ['spec', 'volumes'], [{ name: 'model', image: { reference: 'registry.example.com/bert:9' } }]),
      worded(
        /(Back-off pulling image|Failed to pull image) "nginx:1\.72"(.*)$/,
        '$1 "registry.example.com/bert:9": rpc error: code = NotFound desc = failed to pull and unpack image "registry.example.com/bert:9": failed to resolve image: registry.example.com/bert:9: not found',
        'kubernetes pkg/kubelet/kuberuntime/kuberuntime_manager.go, toKubeContainerImageVolumes',
      ),
    ],
    found: 1,
  },
  'the image of sandboxes may not exist': {
    recording: 'cni-bad-plugin',
    varied: [
      withoutSandboxImage(
        'failed to resolve reference "registry.k8s.io/pause:3.10": registry.k8s.io/pause:3.10: not found',
      ),
    ],
    found: 1,
  },
  'a full disk is not a missing sandbox image': {
    recording: 'cni-bad-plugin',
    varied: [
      withoutSandboxImage(
        'failed to extract layer sha256:e38a7c: write /var/lib/containerd/tmpmounts/containerd-mount1/pause: no space left on device',
      ),
    ],
    found: 0,
  },
  'a digest is abbreviated': {
    recording: 'image-tag-typo',
    varied: [inContainers(WEB, { image: `nginx@sha256:${'0123456789abcdef'.repeat(4)}` })],
    found: 1,
  },
  'nobody sets the image of a Job': {
    recording: 'young-image-typo',
    varied: [
      write(
        'Pod',
        /^web-/,
        ['metadata', 'ownerReferences'],
        [{ apiVersion: 'batch/v1', kind: 'Job', name: 'load', controller: true }],
      ),
    ],
    found: 1,
  },
  'a pod of the revision before goes as soon as the rollout that corrects it gets on': {
    recording: 'image-tag-typo',
    varied: corrected,
    found: 1,
  },
  'where nothing says when it was read nothing is young': {
    recording: 'young-image-typo',
    varied: [untimed],
    found: 1,
  },
  'a pod of the revision before stays where the rollout is paused': {
    recording: 'image-tag-typo',
    varied: [...corrected, write('Deployment', 'web', ['spec', 'paused'], true)],
    found: 1,
  },
  'a pod of the revision before stays where no controller has looked at the correction': {
    recording: 'image-tag-typo',
    varied: [...corrected, later(60)],
    found: 1,
  },
  'no value of a variable of a container that went is shown': {
    recording: 'image-tag-typo',
    varied: [
      before([
        { name: 'web', image: 'nginx:1.27' },
        { name: 'proxy', image: 'envoy:1', env: [{ name: 'TOKEN', value: 'hunter2' }] },
      ]),
    ],
    found: 1,
  },
  'no value of a variable of init containers that all went is shown': {
    recording: 'image-tag-typo',
    varied: [
      write(
        'ReplicaSet',
        'web-596556dd5f',
        ['spec', 'template', 'spec', 'initContainers'],
        [{ name: 'setup', image: 'busybox:1.36', env: [{ name: 'TOKEN', value: 'hunter2' }] }],
      ),
    ],
    found: 1,
  },
  'a template that is too large is not compared': {
    recording: 'image-tag-typo',
    varied: [
      inContainers(/^web/, { args: Array.from({ length: 1000 }, (_, at) => `${at}`), image: 'nginx:1.72' }),
      before([{ name: 'web', image: 'nginx:1.27', args: Array.from({ length: 1000 }, (_, at) => `${at}`) }]),
    ],
    found: 1,
  },
  'the revision before had the same image': {
    recording: 'image-tag-typo',
    varied: [inContainers('web-596556dd5f', { image: 'nginx:1.72' })],
    found: 1,
  },
} satisfies Cases
