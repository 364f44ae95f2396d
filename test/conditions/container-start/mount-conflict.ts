import type { Conditions } from '../../support/conditions.ts'
import { worded } from '../../support/variation.ts'

export default {
  'the kubelet names the volume whose subPath it cannot make': {
    recording: 'run-as-root',
    varied: [
      worded(
        /container has runAsNonRoot .*/,
        'failed to create subPath directory for volumeMount "data" of container "vault-agent"',
        'pkg/kubelet/kubelet_pods.go, makeMounts',
      ),
    ],
    found: 1,
  },
} satisfies Conditions
