import type { Cases } from '../../support/cases.ts'
import { revisionBefore } from '../../support/revision-before.ts'
import { notRead, worded } from '../../support/variation.ts'

type Json = Readonly<Record<string, unknown>>

const said = (message: string, source: string) => [
  worded('image registry docker.io is not allowed, use registry.acme.io', message, source),
]

const GATEKEEPER = 'gatekeeper pkg/webhook/policy.go: `[constraint] message` for each constraint'

/** The revision before had another image and what is given. */
const before = (more: Json) =>
  revisionBefore('webhook-denied', 'api-6cdcdd79bd', ({ containers }) => ({
    containers: (containers as readonly Json[]).map(container => ({ ...container, image: 'nginx:1.26' })),
    ...more,
  }))

export default {
  'what the rollout changed of the pod may be what is denied': {
    recording: 'webhook-denied',
    varied: before({ hostUsers: false }),
    found: 1,
  },
  'another image alone, which every rollout has, is not told to be': {
    recording: 'webhook-denied',
    varied: before({}),
    found: 1,
  },
  'Gatekeeper names the constraint in brackets': {
    recording: 'webhook-denied',
    varied: said(
      '[container-must-have-limits] container <streamdal-console> has no resource limits',
      'streamdal/streamdal pull request 306',
    ),
    found: 1,
  },
  'Kyverno names each policy on a line of its own': {
    recording: 'webhook-denied',
    varied: said(
      "\n\nresource Pod/governed/api was blocked due to the following policies \n\nrequire-labels:\n  check-for-labels: 'validation error: label app is required.'\nrestrict-registries:\n  validate-registry: 'validation error: unknown registry.'\n",
      'kyverno pkg/webhooks/utils/block.go',
    ),
    found: 1,
  },
  'what stands before a colon is no policy where no policy engine speaks': {
    recording: 'webhook-denied',
    varied: said('registries:\n- docker.io is not allowed', 'the text is the own webhook’s'),
    found: 1,
  },
  'five of many policies are named, and a long message is cut': {
    recording: 'webhook-denied',
    varied: said(
      ['limits', 'requests', 'probes', 'registries', 'labels', 'owners']
        .map(name => `[must-have-${name}] pod <api> breaks what the platform team asks of ${name}`)
        .join('\n'),
      GATEKEEPER,
    ),
    found: 1,
  },
  'events alone tell of a ReplicaSet that was not read': {
    recording: 'webhook-denied',
    varied: [notRead('Deployment', 'ReplicaSet')],
    found: 1,
  },
} satisfies Cases
