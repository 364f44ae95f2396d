import type { Cases } from '../../support/cases.ts'
import { withoutSandboxImage } from '../../support/sandbox-image.ts'

export default {
  'the runtime may not trust the registry of its sandboxes': {
    recording: 'cni-bad-plugin',
    varied: [
      withoutSandboxImage(
        'failed to resolve reference "registry.k8s.io/pause:3.10": failed to do request: Head "https://registry.k8s.io/v2/pause/manifests/3.10": tls: failed to verify certificate: x509: certificate signed by unknown authority',
      ),
    ],
    found: 1,
  },
} satisfies Cases
