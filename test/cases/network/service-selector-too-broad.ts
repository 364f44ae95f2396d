import type { Cases } from '../../support/cases.ts'
import type { Variation } from '../../support/variation.ts'
import { another, edit, gone, inContainers, withoutLogs, write } from '../../support/variation.ts'

const ID = 'ready-ingress-policy'
const released = (which: RegExp, labels: Readonly<Record<string, string>>) =>
  write('Pod', which, ['metadata', 'labels'], { ...labels, release: 'seats' })
/** The Service of the API selects by a label that its Redis has too. */
const broad: readonly Variation[] = [
  released(/^seats-redis-/, { app: 'seats-redis' }),
  released(/^seats-api-/, { app: 'seats-api', role: 'api' }),
  write('Service', 'seats-api', ['spec', 'selector'], { release: 'seats' }),
]

const WORKER = { apiVersion: 'apps/v1', name: 'seats-worker', uid: '2' }

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
  'the other pods have more ports than are named': {
    recording: ID,
    varied: [
      ...broad,
      inContainers(/^seats-redis-/, {
        ports: Array.from({ length: 9 }, (_, at) => ({ containerPort: 6379 + at })),
      }),
    ],
    found: 1,
  },
  'a client is refused, and nothing shows where the other pods listen': {
    recording: ID,
    varied: [
      gone('NetworkPolicy'),
      released(/^seats-redis-/, { app: 'seats-redis' }),
      another(
        ID,
        'Pod',
        'seats-api-c65b6594-8ggtm',
        { name: 'seats-worker-1', ownerReferences: [{ ...WORKER, kind: 'ReplicaSet', controller: true }] },
        { containers: [{ name: 'worker', image: 'registry.example/seats-worker:1' }] },
      ),
      released(/^seats-worker-/, { app: 'seats-worker' }),
      write('Service', 'seats-redis', ['spec', 'selector'], { release: 'seats' }),
    ],
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
} satisfies Cases
