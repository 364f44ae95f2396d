import type { Cases } from '../../support/cases.ts'
import { worded } from '../../support/variation.ts'
import { inRole } from '../../support/variations/roles.ts'

const VERIFY = 'pkg/kubelet/kuberuntime/security_context_others.go, verifyRunAsNonRoot'

export default {
  'an init container is patched among its like': {
    recording: 'run-as-root',
    varied: [inRole('secure', 'init')],
    found: 1,
  },
  'an image that names its user in letters': {
    recording: 'run-as-root',
    varied: [
      worded(
        'container has runAsNonRoot and image will run as root',
        'container has runAsNonRoot and image has non-numeric user (node), cannot verify user is non-root',
        VERIFY,
      ),
    ],
    found: 1,
  },
  'a pod that asks for root itself': {
    recording: 'run-as-root',
    varied: [
      worded(
        'container has runAsNonRoot and image will run as root',
        "container's runAsUser breaks non-root policy",
        VERIFY,
      ),
    ],
    found: 1,
  },
} satisfies Cases
