import type { Conditions } from '../../support/conditions.ts'
import { applied, write } from '../../support/variation.ts'

type Json = Readonly<Record<string, unknown>>

const LAST_APPLIED = ['metadata', 'annotations', 'kubectl.kubernetes.io/last-applied-configuration']

const deployment = (podSpec: Json) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'gw', namespace: 'api-gateway' },
  spec: { template: { spec: podSpec } },
})
const noted = (podSpec: Json) => write('Deployment', 'gw', LAST_APPLIED, JSON.stringify(deployment(podSpec)))
const container = (fields: Json) => noted({ containers: [{ name: 'gw', image: 'busybox:1.36', ...fields }] })

export default {
  'arguments that were dropped are missed for certain': {
    recording: 'unknown-field',
    varied: [container({ agrs: ['sh', '-c', 'sleep 5'] })],
    found: 1,
  },
  'volumes that were dropped from the pod may be what the container misses': {
    recording: 'unknown-field',
    varied: [noted({ containers: [], volume: [{ name: 'data', emptyDir: {} }] })],
    found: 1,
  },
  'mounts that stand in the pod belong into a container': {
    recording: 'unknown-field',
    varied: [noted({ containers: [], volumeMounts: [{ name: 'data', mountPath: '/data' }] })],
    found: 1,
  },
  'a field that resembles none explains nothing': {
    recording: 'unknown-field',
    varied: [container({ fortune: true })],
    found: 0,
  },
  'a pull policy that was dropped does not crash a container': {
    recording: 'unknown-field',
    varied: [container({ imagePullPolicyy: 'Always' })],
    found: 0,
  },
  'what was applied is read from the manifests that are given, before what kubectl noted': {
    recording: 'unknown-field',
    varied: [applied(deployment({ containers: [{ name: 'gw', argss: ['sh'] }] }))],
    found: 1,
  },
  'without what was applied nothing is known to be dropped': {
    recording: 'unknown-field',
    varied: [write('Deployment', 'gw', LAST_APPLIED, undefined)],
    found: 0,
  },
  'a Service without the selector that was meant leads nowhere': {
    recording: 'service-selector-typo',
    varied: [
      write('Service', 'storefront', ['spec', 'selector'], undefined),
      write(
        'Service',
        'storefront',
        LAST_APPLIED,
        JSON.stringify({ apiVersion: 'v1', kind: 'Service', spec: { ports: [{ port: 80 }], selectors: { app: 'a' } } }),
      ),
    ],
    found: 1,
  },
} satisfies Conditions
