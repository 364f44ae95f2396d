import type { Cases } from '../../support/cases.ts'
import { added, edit, gone, inContainers, later, notRead, withSpec } from '../../support/variation.ts'

const holding = (more: object) =>
  edit('ConfigMap', 'app-settings', ({ data: _, ...object }) => ({ ...object, ...more }))

const EMPTY = { kind: 'ConfigMap', metadata: { namespace: 'tls-gateway', name: 'gateway-tls' } }

export default {
  'a key that has come since ends it when the kubelet looks again': {
    recording: 'config-map-key',
    varied: [holding({ data: { LOGLEVEL: 'info' } })],
    found: 1,
  },
  'where the kubelet has not looked for long it is not what it waits for': {
    recording: 'config-map-key',
    varied: [holding({ data: { LOGLEVEL: 'info' } }), later(70)],
    found: 0,
  },
  'a key may have come among the binary data': {
    recording: 'config-map-key',
    varied: [holding({ data: { LOG_LEVEL: 'info' }, binaryData: { LOGLEVEL: 'aW5mbw==' } })],
    found: 1,
  },
  'other binary data is not the key': {
    recording: 'config-map-key',
    varied: [holding({ binaryData: { LOG_LEVEL: 'aW5mbw==' } })],
    found: 1,
  },
  'an empty ConfigMap has no key': {
    recording: 'config-map-key',
    varied: [holding({})],
    found: 1,
  },
  'what is gone since is told as it is told': {
    recording: 'config-map-key',
    varied: [gone('ConfigMap', 'app-settings')],
    found: 1,
  },
  'of two keys the kubelet names the one that is missing': {
    recording: 'config-map-key',
    varied: [
      inContainers(/^flags/, {
        env: ['LOG_LEVEL', 'LOGLEVEL'].map(key => ({
          name: key,
          valueFrom: { configMapKeyRef: { name: 'app-settings', key } },
        })),
      }),
      notRead('ConfigMap'),
    ],
    found: 1,
  },
  'a volume waits for a key of a ConfigMap without data': {
    recording: 'secret-volume-missing',
    varied: [
      gone('Event'),
      withSpec('Pod', /^gateway-/, {
        volumes: [{ name: 'tls', configMap: { name: 'gateway-tls', items: [{ key: 'tls.crt', path: 'tls.crt' }] } }],
      }),
      added(EMPTY),
    ],
    found: 1,
  },
} satisfies Cases
