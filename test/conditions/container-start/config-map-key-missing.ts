import type { Conditions } from '../../support/conditions.ts'
import { edit, gone, later } from '../../support/variation.ts'

const holding = (more: object) =>
  edit('ConfigMap', 'app-settings', ({ data: _, ...object }) => ({ ...object, ...more }))

export default {
  'a key that has come since ends it when the kubelet looks again': {
    recording: 'config-map-key',
    varied: [holding({ data: { LOGLEVEL: 'info' } })],
    found: 1,
  },
  'where the kubelet has not looked for long it is not what it waits for': {
    recording: 'config-map-key',
    varied: [holding({ data: { LOGLEVEL: 'info' } }), later(120)],
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
} satisfies Conditions
