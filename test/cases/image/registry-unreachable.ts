import type { Cases } from '../../support/cases.ts'
import { later, worded } from '../../support/variation.ts'

const recording = 'image-registry-dns'

const NO_SANDBOX = worded(
  /^Failed to create pod sandbox: .*/,
  'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to get sandbox image "k8s.gcr.io/pause:3.1": failed to pull image "k8s.gcr.io/pause:3.1": failed to pull and unpack image "k8s.gcr.io/pause:3.1": failed to resolve reference "k8s.gcr.io/pause:3.1": failed to do request: Head https://k8s.gcr.io/v2/pause/manifests/3.1: dial tcp 108.177.97.82:443: i/o timeout',
  'containerd internal/cri/server/podsandbox/sandbox_run.go',
)

export default {
  'a registry may answer at the next try': { recording, varied: [later(-30)], found: 1 },
  'a registry that did not answer for long may well not': { recording, found: 1 },
  'the runtime of a node may not reach it for the image of its sandboxes': {
    recording: 'cni-bad-plugin',
    varied: [NO_SANDBOX],
    found: 1,
  },
} satisfies Cases
