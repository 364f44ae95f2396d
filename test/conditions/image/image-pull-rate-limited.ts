import type { Conditions } from '../../support/conditions.ts'
import { later } from '../../support/variation.ts'

export default {
  'a limit of pulls lets one through within a quarter of an hour': {
    recording: 'image-rate-limited',
    varied: [later(825)],
    found: 1,
  },
  'a limit that holds for longer may not let go by itself': {
    recording: 'image-rate-limited',
    varied: [later(845)],
    found: 1,
  },
} satisfies Conditions
