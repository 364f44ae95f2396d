import type { Cases } from '../../support/cases.ts'
import { gone, inContainers, later, worded, write } from '../../support/variation.ts'

const REFUSED = worded(
  'warming caches',
  'failed to ping database: dial tcp 10.96.3.4:5432: connect: connection refused',
  'golang/go net/dial.go, as a program that pings its database prints it',
)

const KILLING = 'erp-7f86f5f4fb-6wlxp.18eac9ee8aaecded'
const asked = (more: object) => inContainers(/^erp/, { startupProbe: { tcpSocket: { port: 8080 }, ...more } })

export default {
  'a start within the budget of its probe may recover': { recording: 'progressing-slow-start', found: 1 },
  'once that is spent it needs a change': { recording: 'progressing-slow-start', varied: [later(300)], found: 1 },
  'where the event of the kill is left out, as many failures as it takes tell of it': {
    recording: 'startup-slow',
    varied: [gone('Event', KILLING)],
    found: 1,
  },
  'fewer failures kill nothing': {
    recording: 'startup-slow',
    varied: [gone('Event', KILLING), asked({ failureThreshold: 30 })],
    found: 0,
  },
  'where nothing else is said, three do': {
    recording: 'startup-slow',
    varied: [gone('Event', KILLING), asked({})],
    found: 1,
  },
  'a program whose log says what it waits for does not lack time': {
    recording: 'startup-slow',
    varied: [REFUSED],
    found: 0,
  },
  'a probe with many attempts is given three times as many': {
    recording: 'startup-slow',
    varied: [
      write(
        'Pod',
        /^erp/,
        ['spec', 'containers'],
        [
          {
            name: 'erp',
            image: 'python:3.13-slim',
            ports: [{ containerPort: 8080 }],
            startupProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1, failureThreshold: 40 },
          },
        ],
      ),
    ],
    found: 1,
  },
} satisfies Cases
