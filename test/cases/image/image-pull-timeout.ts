import type { Cases } from '../../support/cases.ts'
import { withoutSandboxImage } from '../../support/sandbox-image.ts'
import { gone, later, worded } from '../../support/variation.ts'

/** The first pull, before it fails: the kubelet has said `Pulling` and nothing since. */
const PULLING = [
  gone('Event', /^web-58fb588565-s8bfg\.18eac94aa(?:db8|db9|ee8|ee9)/),
  worded(/^ImagePullBackOff$/, 'ContainerCreating', 'pkg/kubelet/kubelet_pods.go, convertToAPIContainerStatuses'),
] as const

export default {
  'a pull that goes on for ten minutes may take as long as it likes': {
    recording: 'image-tag-typo',
    varied: [...PULLING, later(550)],
    found: 0,
  },
  'a pull that goes on for more than ten minutes does not end': {
    recording: 'image-tag-typo',
    varied: [...PULLING, later(650)],
    found: 1,
  },
  'a registry that accepts connections and is mute is not out of reach': {
    recording: 'image-registry-refused',
    varied: [
      worded(
        /dial tcp 127\.0\.0\.1:9: connect: connection refused/,
        'net/http: TLS handshake timeout',
        'Go net/http transport.go, tlsHandshakeTimeoutError',
      ),
    ],
    found: 1,
  },
  'the image of sandboxes may not come in time': {
    recording: 'cni-bad-plugin',
    varied: [withoutSandboxImage('failed to copy: httpReadSeeker: failed open: context deadline exceeded')],
    found: 1,
  },
} satisfies Cases
