import { recorded, withField } from '../../support/changed.ts'
import type { Conditions } from '../../support/conditions.ts'
import { added } from '../../support/variation.ts'

const replica = recorded('crash-missing-env', 'Pod', 'sender-79c47bb649-s6jgt')

export default {
  'a replica whose log was not read ends as the others do': {
    recording: 'crash-missing-env',
    varied: [added({ kind: 'Pod', ...withField(replica, ['metadata', 'name'], 'sender-79c47bb649-zx2bw') })],
    found: 0,
  },
} satisfies Conditions
