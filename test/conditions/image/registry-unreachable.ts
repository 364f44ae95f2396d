import type { Conditions } from '../../support/conditions.ts'
import { later } from '../../support/variation.ts'

const recording = 'image-registry-dns'

export default {
  'a registry may answer at the next try': { recording, varied: [later(-30)], found: 1 },
  'a registry that did not answer for long may well not': { recording, found: 1 },
} satisfies Conditions
