import type { Cases } from '../../support/cases.ts'
import { later, worded } from '../../support/variation.ts'

const recording = 'image-registry-dns'

const NO_SANDBOX = worded(
  /^Failed to create pod sandbox: .*/,
  'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to get sandbox image "k8s.gcr.io/pause:3.1": failed to pull image "k8s.gcr.io/pause:3.1": failed to pull and unpack image "k8s.gcr.io/pause:3.1": failed to resolve reference "k8s.gcr.io/pause:3.1": failed to do request: Head https://k8s.gcr.io/v2/pause/manifests/3.1: dial tcp 108.177.97.82:443: i/o timeout',
  'containerd internal/cri/server/podsandbox/sandbox_run.go',
)

const says = (text: string) =>
  worded(/failed to do request: .*/, text, 'containerd core/remotes/docker, Go net and net/http')

export default {
  'a token host that does not resolve': {
    recording,
    varied: [
      says(
        'failed to authorize: failed to fetch anonymous token: Get "https://auth.example.com/token?service=gcr": dial tcp: lookup auth.example.com on 10.96.0.10:53: no such host',
      ),
    ],
    found: 1,
  },
  'a layer host that refuses connections': {
    recording,
    varied: [
      says(
        'failed to do request: Get "https://layers.example.com:8443/blobs/a1": dial tcp 192.0.2.7:8443: connect: connection refused',
      ),
    ],
    found: 1,
  },
  'a proxy that refuses connections': {
    recording,
    varied: [
      says(
        'failed to do request: Head "https://gcr.internal.invalid/v2/billing/invoicer/manifests/4.2.0": proxyconnect tcp: dial tcp 10.0.0.8:3128: connect: connection refused',
      ),
    ],
    found: 1,
  },
  'a registry that responds with a server error': {
    recording,
    varied: [
      says(
        'unexpected status from HEAD request to https://gcr.internal.invalid/v2/billing/invoicer/manifests/4.2.0: 503 Service Unavailable',
      ),
    ],
    found: 1,
  },
  'a registry may answer at the next try': { recording, varied: [later(-30)], found: 1 },
  'a registry that did not answer for long may well not': { recording, found: 1 },
  'the runtime of a node may not reach it for the image of its sandboxes': {
    recording: 'cni-bad-plugin',
    varied: [NO_SANDBOX],
    found: 1,
  },
} satisfies Cases
