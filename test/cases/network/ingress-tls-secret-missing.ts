import type { Cases } from '../../support/cases.ts'
import { added, later, notRead, stated, write } from '../../support/variation.ts'

const annotated = (...keys: readonly string[]) =>
  write('Ingress', 'site', ['metadata', 'annotations'], Object.fromEntries(keys.map(key => [key, 'x'])))
const tls = (...entries: readonly object[]) => write('Ingress', 'site', ['spec', 'tls'], entries)
const secret = (name: string, type?: string, keys?: readonly string[]) =>
  added({
    kind: 'Secret',
    metadata: { name, namespace: 'sites-eu' },
    ...(type && { type }),
    ...(keys && { data: Object.fromEntries(keys.map(key => [key, 'eA=='])) }),
  } as { kind: string })
const certificate = added({
  kind: 'Certificate',
  ...{ apiVersion: 'cert-manager.io/v1', metadata: { name: 'site', namespace: 'sites-eu' } },
  ...{ spec: { secretName: 'site-tls' } },
})
const issuer = annotated('nginx.ingress.kubernetes.io/ssl-redirect', 'cert-manager.io/cluster-issuer')

export default {
  'an Ingress that is being deleted needs no certificate': {
    recording: 'ingress-tls',
    varied: [write('Ingress', 'site', ['metadata', 'deletionTimestamp'], '2026-11-23T21:39:00Z')],
    found: 0,
  },
  'a Secret that exists': {
    recording: 'ingress-tls',
    varied: [secret('site-tls', 'kubernetes.io/tls')],
    found: 0,
  },
  'a Secret of any type with a certificate': {
    recording: 'ingress-tls',
    varied: [secret('site-tls', 'Opaque', ['tls.crt', 'tls.key', 'ca.crt'])],
    found: 0,
  },
  'a Secret that has its certificate under other keys': {
    recording: 'ingress-tls',
    varied: [secret('site-tls', 'Opaque', ['cert.pem', 'tls.key'])],
    found: 1,
  },
  'a Certificate is to make it': {
    recording: 'ingress-tls',
    varied: [
      certificate,
      stated(
        'Certificate',
        'site',
        {
          conditions: [
            {
              ...{ type: 'Ready', status: 'False', reason: 'DoesNotExist' },
              message: 'Issuing certificate as Secret does not exist',
            },
          ],
        },
        'argoproj/argo-cd resource_customizations/cert-manager.io/Certificate/testdata/progressing_issuing.yaml',
      ),
      later(1200),
    ],
    found: 1,
  },
  'a Certificate may be about to make it': {
    recording: 'ingress-tls',
    varied: [certificate],
    found: 1,
  },
  'one Secret has no certificate, and another does not exist': {
    recording: 'ingress-tls',
    varied: [
      secret('site-tls', 'Opaque', ['cert.pem', 'tls.key']),
      tls({ hosts: ['a.example.com'], secretName: 'site-tls' }, { hosts: ['b.example.com'], secretName: 'b-tls' }),
    ],
    found: 1,
  },
  'Secrets that were not read may exist': {
    recording: 'ingress-tls',
    varied: [notRead('Secret')],
    found: 0,
  },
  'an entry without a Secret takes the certificate of the controller': {
    recording: 'ingress-tls',
    varied: [tls({ hosts: ['a.example.com'] })],
    found: 0,
  },
  'so does one with an empty name': {
    recording: 'ingress-tls',
    varied: [tls({ hosts: ['a.example.com'], secretName: '' })],
    found: 0,
  },
  'the entry after one without a Secret is looked at too': {
    recording: 'ingress-tls',
    varied: [tls({ hosts: ['a.example.com'] }, { hosts: ['b.example.com'], secretName: 'b-tls' })],
    found: 1,
  },
  'a certificate for so many hosts that only some are shown': {
    recording: 'ingress-tls',
    varied: [tls({ hosts: ['a', 'b', 'c', 'd', 'e', 'f'].map(name => `${name}.example.com`), secretName: 'site-tls' })],
    found: 1,
  },
  'the Secret of nearly that name is suggested': {
    recording: 'ingress-tls',
    varied: [secret('sites-tls', 'kubernetes.io/tls')],
    found: 1,
  },
  'its type may not have been read': {
    recording: 'ingress-tls',
    varied: [secret('sites-tls')],
    found: 1,
  },
  'a Secret of another type is not suggested': {
    recording: 'ingress-tls',
    varied: [secret('sites-tls', 'Opaque')],
    found: 1,
  },
  'a manager that was asked for the certificate may be at it': {
    recording: 'ingress-tls',
    varied: [issuer],
    found: 1,
  },
  'a manager that has not issued it for long does not': {
    recording: 'ingress-tls',
    varied: [issuer, later(540)],
    found: 1,
  },
} satisfies Cases
