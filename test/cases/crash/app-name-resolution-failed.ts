import type { Cases } from '../../support/cases.ts'
import { worded } from '../../support/variation.ts'

export default {
  'a name that no Service can bear is one of the world': {
    recording: 'crash-dns',
    varied: [worded(/postgres\.crm-eu\.svc\.cluster\.local/g, 'db.internal.example.com', 'names only')],
    found: 1,
  },
} satisfies Cases
