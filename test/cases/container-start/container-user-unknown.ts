import type { Cases } from '../../support/cases.ts'
import { later, worded } from '../../support/variation.ts'

const recording = 'image-user-unknown'
const SAID = /failed to create containerd container: .*/

export default {
  'other runtimes name the user': {
    recording,
    varied: [worded(SAID, 'unable to find user app: no matching entries in passwd file', 'moby/sys user/user.go')],
    found: 1,
  },
  'a group is looked up in another file': {
    recording,
    varied: [worded(SAID, 'unable to find group staff: no matching entries in group file', 'moby/sys user/user.go')],
    found: 1,
  },
  'no retry adds a user to an image': { recording, varied: [later(-38)], found: 1 },
} satisfies Cases
