import type { Cases } from '../../support/cases.ts'
import { notRead, write } from '../../support/variation.ts'

const route = (name: string, port: object) =>
  write(
    'Ingress',
    'storefront',
    ['spec', 'rules'],
    [{ host: 'shop.example.com', http: { paths: [{ path: '/', backend: { service: { name, port } } }] } }],
  )
const ports = (...list: readonly object[]) => write('Service', 'storefront', ['spec', 'ports'], list)
const many = Array.from({ length: 10 }, (_, index) => ({ port: 8000 + index, targetPort: 80 }))

export default {
  'an Ingress that is being deleted routes nothing': {
    recording: 'ingress-backend',
    varied: [write('Ingress', 'storefront', ['metadata', 'deletionTimestamp'], '2026-11-23T21:39:00Z')],
    found: 0,
  },
  'Services that were not read may exist': {
    recording: 'ingress-backend',
    varied: [notRead('Service')],
    found: 0,
  },
  'a Service has one port, and the Ingress names another number': {
    recording: 'ingress-backend',
    varied: [route('storefront', { number: 8080 })],
    found: 1,
  },
  'a name of a port that is nearly that of one': {
    recording: 'ingress-backend',
    varied: [route('storefront', { name: 'htpp' }), ports({ name: 'http', port: 80 }, { name: 'metrics', port: 9102 })],
    found: 1,
  },
  'a Service has so many ports that only some are shown': {
    recording: 'ingress-backend',
    varied: [route('storefront', { number: 80 }), ports(...many)],
    found: 1,
  },
  'a port of the Service, by number': {
    recording: 'ingress-backend',
    varied: [route('storefront', { number: 80 })],
    found: 0,
  },
} satisfies Cases
