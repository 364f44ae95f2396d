import type { Conditions } from '../../support/conditions.ts'
import { gone, later, write } from '../../support/variation.ts'

const recording = 'rwop-rolling'

export default {
  'the objects tell without events': { recording, varied: [gone('Event')], found: 1 },
  'an old pod that is about to end frees the volume': { recording, varied: [later(-30)], found: 1 },
  'with the strategy Recreate the old pod goes first': {
    recording,
    varied: [write('Deployment', 'jira', ['spec', 'strategy'], { type: 'Recreate' })],
    found: 0,
  },
} satisfies Conditions
