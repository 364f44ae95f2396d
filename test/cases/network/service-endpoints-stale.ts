import type { Cases } from '../../support/cases.ts'
import { gone, notRead, write } from '../../support/variation.ts'

const SERVICE = ['metadata', 'labels', 'kubernetes.io/service-name']
const ofService = (slice: RegExp, service: string) => write('EndpointSlice', slice, SERVICE, service)
/** The addresses of the API are written for its Redis, whose own are for nobody. */
const exchanged = [ofService(/^seats-redis-/, 'seats'), ofService(/^seats-api-/, 'seats-redis')]

export default {
  'its EndpointSlice lists pods of another app': {
    recording: 'ready-ingress-policy',
    varied: exchanged,
    found: 1,
  },
  'a client of it fails': {
    recording: 'ready-ingress-policy',
    varied: [...exchanged.slice(1), gone('EndpointSlice', /^seats-redis-/), gone('NetworkPolicy')],
    found: 1,
  },
  'it has more addresses than are listed': {
    recording: 'ready-ingress-policy',
    varied: [
      gone('NetworkPolicy'),
      write(
        'EndpointSlice',
        /^seats-redis-/,
        ['endpoints'],
        [1, 2, 3, 4, 5].map(at => ({ addresses: [`10.244.7.${at}`] })),
      ),
    ],
    found: 1,
  },
  'its EndpointSlice is empty': {
    recording: 'ready-ingress-policy',
    varied: [gone('NetworkPolicy'), write('EndpointSlice', /^seats-redis-/, ['endpoints'], [])],
    found: 1,
  },
  'its IP family is not that of its pods': {
    recording: 'ready-ingress-policy',
    varied: [
      gone('NetworkPolicy'),
      write('Service', 'seats-redis', ['spec', 'ipFamilies'], ['IPv6']),
      write('EndpointSlice', /^seats-redis-/, ['endpoints'], []),
    ],
    found: 1,
  },
  'it has no EndpointSlice of its own': {
    recording: 'ready-ingress-policy',
    varied: exchanged.slice(0, 1),
    found: 0,
  },
  'EndpointSlices were not read': {
    recording: 'ready-ingress-policy',
    varied: [...exchanged, notRead('EndpointSlice')],
    found: 0,
  },
  'its pods are not ready': {
    recording: 'ready-dependency-unready',
    varied: [],
    found: 0,
  },
} satisfies Cases
