import type { Conditions } from '../../support/conditions.ts'
import { later, worded, write } from '../../support/variation.ts'

const REFUSED = worded(
  'warming caches',
  'failed to ping database: dial tcp 10.96.3.4:5432: connect: connection refused',
  'golang/go net/dial.go, as a program that pings its database prints it',
)

export default {
  'a start within the budget of its probe may recover': { recording: 'progressing-slow-start', found: 1 },
  'once that is spent it needs a change': { recording: 'progressing-slow-start', varied: [later(300)], found: 1 },
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
} satisfies Conditions
