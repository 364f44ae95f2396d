import type { Conditions } from '../../support/conditions.ts'
import type { Variation } from '../../support/variation.ts'
import { edit, withoutLogs, write } from '../../support/variation.ts'

const ID = 'ready-ingress-policy'
const released = (which: RegExp, labels: Readonly<Record<string, string>>) =>
  write('Pod', which, ['metadata', 'labels'], { ...labels, release: 'seats' })
/** The Service of the API selects by a label that its Redis has too. */
const broad: readonly Variation[] = [
  released(/^seats-redis-/, { app: 'seats-redis' }),
  released(/^seats-api-/, { app: 'seats-api', role: 'api' }),
  write('Service', 'seats-api', ['spec', 'selector'], { release: 'seats' }),
]

/** containerPort only informs: without it their log tells where the pods listen. */
const undeclared = edit('Pod', /^seats-redis-/, pod => {
  const spec = pod['spec'] as { readonly containers: readonly Readonly<Record<string, unknown>>[] }
  return { ...pod, spec: { ...spec, containers: spec.containers.map(({ ports: _, ...own }) => own) } }
})

export default {
  'the selector also matches another app, which listens on another port': {
    recording: ID,
    varied: broad,
    found: 1,
  },
  'the selector matches its own app only': {
    recording: ID,
    varied: broad.slice(0, 2),
    found: 0,
  },
  'the Service is headless': {
    recording: ID,
    varied: [...broad, write('Service', 'seats-api', ['spec', 'clusterIP'], 'None')],
    found: 0,
  },
  'the other pods declare no port': {
    recording: ID,
    varied: [...broad, undeclared],
    found: 1,
  },
  'nothing shows where the other pods listen': {
    recording: ID,
    varied: [...broad, undeclared, withoutLogs],
    found: 0,
  },
  'no label tells the pods apart': {
    recording: ID,
    varied: [
      ...broad,
      released(/^seats-redis-/, { app: 'seats' }),
      released(/^seats-api-/, { app: 'seats', role: 'api' }),
      write('Pod', /^seats-api-/, ['metadata', 'labels', 'role'], undefined),
    ],
    found: 1,
  },
} satisfies Conditions
