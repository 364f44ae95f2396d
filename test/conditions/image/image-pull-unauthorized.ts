import type { Conditions } from '../../support/conditions.ts'
import type { Variation } from '../../support/variation.ts'
import { worded } from '../../support/variation.ts'

const CONTAINERD = 'containerd, core/remotes/docker'
const says = (text: string): Variation => worded(/pull access denied, repository does not exist .*$/, text, CONTAINERD)

export default {
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
} satisfies Conditions
