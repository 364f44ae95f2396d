import type { Cases } from '../../support/cases.ts'
import { added, borrowed, edit, gone, notRead, worded } from '../../support/variation.ts'

type Json = Readonly<Record<string, unknown>>

const configured = (more: Json) =>
  edit('ValidatingWebhookConfiguration', 'image-policy', object => ({
    ...object,
    webhooks: (object['webhooks'] as readonly Json[]).map(webhook => ({ ...webhook, ...more })),
  }))

const service = (name: string) =>
  added({
    kind: 'Service',
    ...{ apiVersion: 'v1', metadata: { namespace: 'policy-system', name }, spec: { selector: { app: name } } },
  })

const CALL = 'Post "https://image-policy.policy-system.svc:443/validate?timeout=10s": service "image-policy" not found'

/** The recorded Service `web` and a ready pod behind it, in the webhook's namespace. */
const answering = [
  configured({ clientConfig: { service: { namespace: 'policy-system', name: 'web' } } }),
  borrowed('healthy-full-house', 'Service', 'web', 'policy-system'),
  borrowed('healthy-full-house', 'Pod', 'web-76657744b5-2gqf7', 'policy-system'),
]

export default {
  'the Service has another name': {
    recording: 'webhook-unavailable',
    varied: [service('image-policy-webhook')],
    found: 1,
  },
  'a Service that has come back needs no other name': {
    recording: 'webhook-unavailable',
    varied: [service('image-policy'), service('image-policy-webhook')],
    found: 1,
  },
  'a Service whose pods are ready by now lets the next pod pass': {
    recording: 'webhook-unavailable',
    varied: answering,
    found: 1,
  },
  'ready pods do not mend a certificate': {
    recording: 'webhook-unavailable',
    varied: [
      ...answering,
      worded(
        'service "image-policy" not found',
        'tls: failed to verify certificate: x509: certificate signed by unknown authority',
        'Go crypto/tls',
      ),
    ],
    found: 1,
  },
  'ready pods do not give the Service a port': {
    recording: 'webhook-unavailable',
    varied: [
      ...answering,
      worded(
        'service "image-policy" not found',
        'no service port 443 found for service "web"',
        'apiserver pkg/util/proxy/proxy.go',
      ),
    ],
    found: 1,
  },
  'a webhook outside the cluster has no Service': {
    recording: 'webhook-unavailable',
    varied: [
      service('policy'),
      configured({ clientConfig: { url: 'https://policy.acme.example/validate' } }),
      worded(
        CALL,
        'Post "https://policy.acme.example/validate?timeout=10s": dial tcp: lookup policy.acme.example on 10.96.0.10:53: no such host',
        'Go net: DNSError',
      ),
    ],
    found: 1,
  },
  'a webhook that may fail by now lets the next pod pass': {
    recording: 'webhook-unavailable',
    varied: [configured({ failurePolicy: 'Ignore' })],
    found: 1,
  },
  'a server that speaks plain HTTP is said to': {
    recording: 'webhook-unavailable',
    varied: [
      worded('service "image-policy" not found', 'http: server gave HTTP response to HTTPS client', 'Go net/http'),
    ],
    found: 1,
  },
  'an error that is not known is quoted, a long one cut': {
    recording: 'webhook-unavailable',
    varied: [
      worded(
        'service "image-policy" not found',
        `http2: server sent GOAWAY and closed the connection; LastStreamID=1, ErrCode=ENHANCE_YOUR_CALM, debug="${'too many pings, '.repeat(10)}"`,
        'golang.org/x/net/http2 GoAwayError; the debug text is the server’s',
      ),
    ],
    found: 1,
  },
  'a webhook without a configuration may be in one that was not read': {
    recording: 'webhook-unavailable',
    varied: [gone('ValidatingWebhookConfiguration'), notRead('MutatingWebhookConfiguration')],
    found: 1,
  },
  'of one outside the cluster that was not read nothing more is known': {
    recording: 'webhook-unavailable',
    varied: [
      notRead('ValidatingWebhookConfiguration'),
      worded(
        CALL,
        'Post "https://policy.acme.example/validate?timeout=10s": dial tcp: lookup policy.acme.example on 10.96.0.10:53: no such host',
        'Go net: DNSError',
      ),
    ],
    found: 1,
  },
  'events alone tell of a ReplicaSet that was not read': {
    recording: 'webhook-unavailable',
    varied: [notRead('Deployment', 'ReplicaSet')],
    found: 1,
  },
} satisfies Cases
