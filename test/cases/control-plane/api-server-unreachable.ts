import type { Cases } from '../../support/cases.ts'
import { borrowed, nothingRead, unanswered } from '../../support/variation.ts'

export default {
  'nothing was read': {
    recording: 'healthy-rolled',
    varied: [
      nothingRead,
      unanswered('name', 'dial tcp: lookup api.acme.example on 10.96.0.10:53: no such host', 'Go net: DNSError'),
    ],
    found: 1,
  },
  'what was read before is incomplete, be it one object': {
    recording: 'healthy-rolled',
    varied: [
      nothingRead,
      borrowed('healthy-rolled', 'Node', 'node-1'),
      unanswered('timeout', 'dial tcp 10.200.0.1:6443: i/o timeout', 'Go net: OpError'),
    ],
    found: 1,
  },
  'a long message is cut': {
    recording: 'healthy-rolled',
    varied: [
      nothingRead,
      unanswered(
        'tls',
        `tls: failed to verify certificate: x509: certificate is valid for ${Array.from({ length: 15 }, (_, at) => `api-${at}.eu.acme.example`).join(', ')}, not api.acme.example`,
        'Go crypto/x509: HostnameError',
      ),
    ],
    found: 1,
  },
  'a server that asks who it is can be reached': {
    recording: 'healthy-rolled',
    varied: [nothingRead, unanswered('unauthorized', 'Unauthorized', 'apimachinery NewUnauthorized')],
    found: 0,
  },
  'a server that refuses a request can be reached': {
    recording: 'healthy-rolled',
    varied: [nothingRead, unanswered('forbidden', 'pods is forbidden', 'apimachinery NewForbidden')],
    found: 0,
  },
} satisfies Cases
