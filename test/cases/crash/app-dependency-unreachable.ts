import type { Cases } from '../../support/cases.ts'
import type { Variation } from '../../support/variation.ts'
import { added, another, borrowed, gone, inContainers, unsaid, worded, write } from '../../support/variation.ts'
import { withSecondContainer } from '../../support/variations/second-container.ts'

const REFUSED = worded(
  'warming caches',
  'failed to ping database: dial tcp 10.96.3.4:5432: connect: connection refused',
  'golang/go net/dial.go, as a program that pings its database prints it',
)

/** The database without any pod ever created. */
const noDatabase = [gone('NetworkPolicy'), gone('Pod', /^db-/), gone('ReplicaSet', /^db-/)]

const dropped = [gone('NetworkPolicy'), worded(/connect: Connection refused/g, 'i/o timeout', 'Go net: OpError')]
const ciliumPolicies = added({
  kind: 'CustomResourceDefinition',
  ...{ metadata: { name: 'ciliumnetworkpolicies.cilium.io' } },
})

/** Spring Boot's `DataSourceHealthIndicator` and pgjdbc's `ConnectionFactoryImpl`, each time that the probe asks. */
const HEALTH_CHECK = [
  '2026-11-23T21:19:30.000Z  WARN 1 --- [nio-8080-exec-1] o.s.b.a.jdbc.DataSourceHealthIndicator : DataSource health check failed',
  'org.springframework.jdbc.CannotGetJdbcConnectionException: Failed to obtain JDBC Connection',
  '\tat org.springframework.jdbc.datasource.DataSourceUtils.getConnection(DataSourceUtils.java:84)',
  'Caused by: org.postgresql.util.PSQLException: Connection to orders-db:5432 refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections.',
]

/** The log of the recorded pod that answers its probe with a failure. */
const warns =
  (times: number): Variation =>
  snapshot => ({
    ...snapshot,
    logs: [
      {
        namespace: 'pricing',
        pod: 'pricing-6647c48966-d6x8m',
        container: 'pricing',
        current: Array.from({ length: times }, () => HEALTH_CHECK.join('\n')).join('\n'),
      },
    ],
  })

/** A client of Service quotes, which is told what fails there in the same words. */
const heard: readonly Variation[] = [
  another(
    'ready-undefined-service-port',
    'Pod',
    'quotes-679f86957d-chvwb',
    { name: 'front', ownerReferences: [] },
    { containers: [{ name: 'quotes', image: 'front:1', env: [{ name: 'QUOTES_URL', value: 'http://quotes:8080' }] }] },
  ),
  snapshot => {
    const logs = snapshot.logs ?? []
    const repeated = logs.filter(({ pod }) => pod.startsWith('quotes-')).map(log => ({ ...log, pod: 'front' }))
    return { ...snapshot, logs: [...logs, ...repeated] }
  },
]

export default {
  'a program warns again and again that what its readiness depends on is down': {
    recording: 'readiness-500',
    varied: [warns(3)],
    found: 1,
  },
  'a warning or two of that may pass': { recording: 'readiness-500', varied: [warns(2)], found: 0 },
  'policies of another kind may drop what it sends': {
    recording: 'ready-ingress-policy',
    varied: [...dropped, ciliumPolicies],
    found: 1,
  },
  'policies of another kind drop nothing where a server refuses': {
    recording: 'ready-ingress-policy',
    varied: [gone('NetworkPolicy'), ciliumPolicies],
    found: 1,
  },
  'a container of the same pod that does not run is why nothing listens beside it': {
    recording: 'crash-missing-env',
    varied: [
      withSecondContainer('notifications', 'crash-db-refused'),
      worded(/\b10\.96\.44\.7\b/g, '127.0.0.1', 'addresses only'),
    ],
    found: 0,
  },
  'a service elsewhere has nothing to do with it': {
    recording: 'crash-missing-env',
    varied: [withSecondContainer('notifications', 'crash-db-refused')],
    found: 1,
  },
  'a program that waits for its database does not get past its startup probe': {
    recording: 'startup-slow',
    varied: [REFUSED],
    found: 1,
  },
  'the log of the life before tells it where the new one has said nothing yet': {
    recording: 'startup-slow',
    varied: [REFUSED, snapshot => ({ ...snapshot, logs: (snapshot.logs ?? []).map(({ current: _, ...log }) => log) })],
    found: 1,
  },
  'a probe of a port that the program does not have says nothing of the database': {
    recording: 'startup-slow',
    varied: [
      REFUSED,
      write(
        'Pod',
        /^erp/,
        ['spec', 'containers'],
        [
          {
            name: 'erp',
            image: 'python:3.13-slim',
            ports: [{ containerPort: 9090 }],
            startupProbe: { tcpSocket: { port: 8080 }, periodSeconds: 5, failureThreshold: 4 },
          },
        ],
      ),
    ],
    found: 0,
  },
  'a database whose pods find no node is not there, and that is the cause': {
    recording: 'egress-denied',
    varied: [
      gone('NetworkPolicy'),
      gone('Pod', /^db-/),
      borrowed('pending-cpu', 'Pod', 'trainer-785789b5fc-hldhw', 'isolated'),
      write('Pod', /^trainer-/, ['metadata', 'labels', 'app'], 'db'),
    ],
    found: 0,
  },
  'a database of which one pod is ready is there': {
    recording: 'egress-denied',
    varied: [
      gone('NetworkPolicy'),
      borrowed('pending-cpu', 'Pod', 'trainer-785789b5fc-hldhw', 'isolated'),
      write('Pod', /^trainer-/, ['metadata', 'labels', 'app'], 'db'),
    ],
    found: 1,
  },
  'what should make the pods it depends on is paused before it has made any': {
    recording: 'egress-denied',
    varied: [
      ...noDatabase,
      write('Deployment', 'db', ['spec', 'paused'], true),
      unsaid('Deployment', 'db', ['status', 'readyReplicas']),
      unsaid('Deployment', 'db', ['status', 'replicas']),
      unsaid('Deployment', 'db', ['status', 'availableReplicas']),
      unsaid('Deployment', 'db', ['status', 'updatedReplicas']),
    ],
    found: 0,
  },
  'the wrong port stands in a variable of its own': {
    recording: 'ready-undefined-service-port',
    varied: [
      inContainers(/^quotes/, {
        env: [
          { name: 'TARIFFS_HOST', value: 'tariffs' },
          { name: 'TARIFFS_PORT', value: '8080' },
          { name: 'WORKERS', value: '8080' },
        ],
      }),
    ],
    found: 1,
  },
  'two variables name the server, so neither is blamed': {
    recording: 'ready-undefined-service-port',
    varied: [
      inContainers(/^quotes/, {
        env: [
          { name: 'TARIFFS_URL', value: 'http://tariffs:8080/v1' },
          { name: 'FALLBACK_URL', value: 'http://tariffs:8080/v0' },
        ],
      }),
    ],
    found: 1,
  },
  'a variable with credentials is not repeated': {
    recording: 'ready-undefined-service-port',
    varied: [inContainers(/^quotes/, { env: [{ name: 'TARIFFS_URL', value: 'http://app:hunter2@tariffs:8080/v1' }] })],
    found: 1,
  },
  'a client of the failing program repeats what it is told': {
    recording: 'ready-undefined-service-port',
    varied: heard,
    found: 1,
  },
} satisfies Cases
