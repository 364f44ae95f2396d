import type { Cases } from '../../support/cases.ts'
import { withoutSandboxImage } from '../../support/sandbox-image.ts'
import type { Variation } from '../../support/variation.ts'
import { inContainers, worded, write } from '../../support/variation.ts'

const CONTAINERD = 'containerd, core/remotes/docker'
const says = (text: string): Variation => worded(/pull access denied, repository does not exist .*$/, text, CONTAINERD)
const layers = (address: string) =>
  says(`failed to copy: httpReadSeeker: failed open: unexpected status code ${address}: 403 Forbidden`)

const OF_CLOUD = { image: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/acme/tracker:2.3' }

export default {
  'a Secret of another type holds no credentials for the kubelet': {
    recording: 'image-private-wrong-password',
    varied: [write('Secret', /./, ['type'], 'Opaque')],
    found: 1,
  },
  'a registry that forbids has the repository': {
    recording: 'image-private-no-secret',
    varied: [
      says('unexpected status from HEAD request to http://127.0.0.1:5001/v2/acme/tracker/manifests/2.3: 403 Forbidden'),
    ],
    found: 1,
  },
  'a registry that answers the same for what does not exist proves nothing': {
    recording: 'image-private-no-secret',
    varied: [
      says(
        'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
      ),
    ],
    found: 1,
  },
  'the image of sandboxes may be private': {
    recording: 'cni-bad-plugin',
    varied: [
      withoutSandboxImage(
        'failed to resolve reference "registry.k8s.io/pause:3.10": unexpected status from HEAD request to https://registry.k8s.io/v2/pause/manifests/3.10: 403 Forbidden',
      ),
    ],
    found: 1,
  },
  'the registry’s firewall rejects the node': {
    recording: 'image-private-no-secret',
    varied: [
      says(
        "unexpected status from HEAD request to https://acme.azurecr.io/v2/acme/tracker/manifests/2.3: 403 Forbidden: denied: client with IP '20.61.1.7' is not allowed access",
      ),
    ],
    found: 1,
  },
  'layers from another host': {
    recording: 'image-private-no-secret',
    varied: [layers('https://prod-eu-west-1-starport-layer-bucket.s3.eu-west-1.amazonaws.com/a1b2')],
    found: 1,
  },
  'layers from the registry': {
    recording: 'image-private-no-secret',
    varied: [
      inContainers(/^tracker/, { image: 'registry.example.com/acme/tracker:2.3' }),
      layers('https://registry.example.com/v2/acme/tracker/blobs/sha256:a1'),
    ],
    found: 1,
  },
  'layers of Docker Hub, always from another host': {
    recording: 'image-private-no-secret',
    varied: [
      inContainers(/^tracker/, { image: 'acme/tracker:2.3' }),
      layers('https://production.cloudflare.docker.com/registry-v2/a1'),
    ],
    found: 1,
  },
  'nodes read the registry of their cloud by their own identity': {
    recording: 'image-private-no-secret',
    varied: [inContainers(/^tracker/, OF_CLOUD)],
    found: 1,
  },
  'unless the pod brings credentials': {
    recording: 'image-private-wrong-password',
    varied: [inContainers(/^tracker/, OF_CLOUD)],
    found: 1,
  },
} satisfies Cases
