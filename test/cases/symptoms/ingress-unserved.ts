import type { Cases } from '../../support/cases.ts'
import { added, write } from '../../support/variation.ts'

const recording = 'readiness-500'
const backend = (name: string) => ({ service: { name, port: { number: 80 } } })
const service = added({
  kind: 'Service',
  metadata: { name: 'pricing', namespace: 'pricing' },
  spec: { ports: [{ port: 80 }], selector: { app: 'pricing' } },
} as { kind: string })
const ingress = (spec: object) =>
  added({ kind: 'Ingress', metadata: { name: 'prices', namespace: 'pricing' }, spec } as { kind: string })

export default {
  'an Ingress depends on the Services behind its paths': {
    recording,
    varied: [service, ingress({ rules: [{ http: { paths: [{ backend: backend('pricing') }] } }] })],
    found: 1,
  },
  'an Ingress depends on the Service that answers by default': {
    recording,
    varied: [
      service,
      ingress({ defaultBackend: backend('pricing'), rules: [{ http: { paths: [{ backend: backend('other') }] } }] }),
    ],
    found: 2,
  },
  'an Ingress without Services depends on none': {
    recording: 'ingress-class',
    varied: [write('Ingress', 'site', ['spec', 'rules'], undefined)],
    found: 1,
  },
} satisfies Cases
