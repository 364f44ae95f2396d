import type { Cases } from '../../support/cases.ts'
import { added, edit, gone, later, readOnlyIn, stated, tailed, worded, write } from '../../support/variation.ts'

/** The database without any pod ever created. */
const noDatabase = [gone('NetworkPolicy'), gone('Pod', /^db-/), gone('ReplicaSet', /^db-/)]
const stopped = write('Deployment', 'db', ['spec', 'replicas'], 0)

/** The settings of the program name a broker. */
const told = (broker: string) =>
  edit('Pod', /^readings-sink-/, object => {
    const { spec } = object as { readonly spec: { readonly containers: readonly object[] } }
    const env = [{ name: 'CONNECT_BOOTSTRAP_SERVERS', value: broker }]
    return { ...object, spec: { ...spec, containers: spec.containers.map(each => ({ ...each, env })) } }
  })

const metadata = { name: 'kafka', namespace: 'meter-readings' }
const service = { kind: 'Service', ...{ metadata, spec: { selector: { app: 'kafka' }, ports: [{ port: 9092 }] } } }
const template = { metadata: { labels: { app: 'kafka' } } }
const kafka = (replicas: number) => [
  added(service, { kind: 'Deployment', ...{ metadata, spec: { replicas, template } } }),
]
const kafkaOnNodes = [
  added(service, {
    kind: 'DaemonSet',
    ...{ metadata, spec: { template: { ...template, spec: { nodeSelector: { disk: 'ssd' } } } } },
  }),
  stated(
    'DaemonSet',
    'kafka',
    { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 },
    'kubernetes pkg/controller/daemon/daemon_controller.go (updateDaemonSetStatus)',
  ),
]

export default {
  'what a crashing program depends on was stopped': {
    recording: 'egress-denied',
    varied: [...noDatabase, stopped],
    found: 1,
  },
  'the log names one of its pods': {
    recording: 'egress-denied',
    varied: [
      ...noDatabase,
      stopped,
      write('Service', 'db', ['spec', 'clusterIP'], 'None'),
      worded(/10\.96\.169\.147/g, 'db-0.db', 'a name for an address only'),
    ],
    found: 1,
  },
  'its replicas were not created': {
    recording: 'egress-denied',
    varied: noDatabase,
    found: 0,
  },
  'its pods were not read': {
    recording: 'egress-denied',
    varied: [...noDatabase, stopped, readOnlyIn('default', 'Pod')],
    found: 0,
  },
  'the log names no broker, and a setting does': {
    recording: 'ready-kafka-no-broker',
    varied: [told('kafka:9092'), ...kafka(0)],
    found: 1,
  },
  'no node has the labels that its DaemonSet selects': {
    recording: 'ready-kafka-no-broker',
    varied: [told('kafka:9092'), ...kafkaOnNodes],
    found: 1,
  },
  'neither the log nor a setting names a Service': {
    recording: 'ready-kafka-no-broker',
    varied: kafka(0),
    found: 0,
  },
  'three calls within seconds failed': {
    recording: 'ready-dependency-at-zero',
    varied: [tailed(3)],
    found: 1,
  },
  'nothing called it in the last minutes': {
    recording: 'ready-dependency-at-zero',
    varied: [tailed(3), later(300)],
    found: 1,
  },
  'nothing called it in the last quarter of an hour': {
    recording: 'ready-dependency-at-zero',
    varied: [later(900)],
    found: 0,
  },
  'two calls failed': {
    recording: 'ready-dependency-at-zero',
    varied: [tailed(2)],
    found: 0,
  },
  'no client connects to it': {
    recording: 'healthy-scaled-zero',
    varied: [],
    found: 0,
  },
} satisfies Cases
