import type { Conditions } from '../../support/conditions.ts'
import { write } from '../../support/variation.ts'

export default {
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
