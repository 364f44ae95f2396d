import type { Conditions } from '../../support/conditions.ts'
import { notRead, write } from '../../support/variation.ts'

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
} satisfies Conditions
