import type { Cases } from '../../support/cases.ts'
import { notRead, worded, write } from '../../support/variation.ts'

const containers = (...names: readonly string[]) =>
  write(
    'ReplicaSet',
    /^api-/,
    ['spec', 'template', 'spec', 'containers'],
    names.map(name => ({ name, image: 'nginx:1.27' })),
  )

export default {
  'the container that the message names lacks it, not the one beside it': {
    recording: 'quota-needs-limits',
    varied: [containers('proxy', 'api')],
    found: 1,
  },
  'older releases name no container: each is asked for it': {
    recording: 'quota-needs-limits',
    varied: [
      containers('api', 'proxy'),
      worded(
        'limits.memory for: api',
        'limits.memory,requests.cpu',
        'plugin/pkg/admission/resourcequota/controller.go of 1.24',
      ),
    ],
    found: 1,
  },
  'events alone tell of a ReplicaSet that was not read': {
    recording: 'quota-needs-limits',
    varied: [notRead('Deployment', 'ReplicaSet')],
    found: 1,
  },
} satisfies Cases
