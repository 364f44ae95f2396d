import type { Cases } from '../../support/cases.ts'
import { withoutSandboxImage } from '../../support/sandbox-image.ts'
import { later } from '../../support/variation.ts'

export default {
  'a limit of pulls lets one through within a quarter of an hour': {
    recording: 'image-rate-limited',
    varied: [later(825)],
    found: 1,
  },
  'a limit that holds for longer may not let go by itself': {
    recording: 'image-rate-limited',
    varied: [later(845)],
    found: 1,
  },
  'a registry limits pulls of the image of sandboxes too': {
    recording: 'cni-bad-plugin',
    varied: [
      withoutSandboxImage(
        'failed to resolve reference "registry.k8s.io/pause:3.10": unexpected status from HEAD request to https://registry.k8s.io/v2/pause/manifests/3.10: 429 Too Many Requests',
      ),
    ],
    found: 1,
  },
} satisfies Cases
