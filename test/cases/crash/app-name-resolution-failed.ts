import type { Cases } from '../../support/cases.ts'
import { inContainers, type Variation, worded } from '../../support/variation.ts'

/** The client logs a reference in place of the host: `expansion.Expand` of the kubelet leaves what it does not find. */
const unexpanded = (fields: Readonly<Record<string, unknown>>): readonly Variation[] => [
  inContainers(/^sync/, fields),
  worded(/postgres\.crm-eu\.svc\.cluster\.local/g, '$(PGHOST)', 'third_party/forked/golang/expansion/expand.go'),
]

export default {
  'a reference to a variable that the container does not have stays as it is': {
    recording: 'crash-dns',
    varied: unexpanded({ args: ['--host=$(PGHOST)'] }),
    found: 1,
  },
  'a variable that refers to another comes after it': {
    recording: 'crash-dns',
    varied: unexpanded({ env: [{ name: 'DATABASE_URL', value: 'postgres://$(PGHOST)/crm' }] }),
    found: 1,
  },
  'a name that no Service can bear is one of the world': {
    recording: 'crash-dns',
    varied: [worded(/postgres\.crm-eu\.svc\.cluster\.local/g, 'db.internal.example.com', 'names only')],
    found: 1,
  },
} satisfies Cases
