import type { Cases } from '../../support/cases.ts'
import { another, gone, write } from '../../support/variation.ts'

const local = [gone('NetworkPolicy'), write('Service', 'seats-redis', ['spec', 'internalTrafficPolicy'], 'Local')]
const onNode = (name: string) => write('Pod', /^seats-api-/, ['spec', 'nodeName'], name)

export default {
  'the client runs on a node without an endpoint': {
    recording: 'ready-ingress-policy',
    varied: [...local, onNode('node-2')],
    found: 1,
  },
  'its endpoints are on more nodes than are named': {
    recording: 'ready-ingress-policy',
    varied: [
      ...local,
      onNode('node-2'),
      ...[3, 4, 5].map(at =>
        another(
          'ready-ingress-policy',
          'Pod',
          'seats-redis-0',
          { name: `seats-redis-${at}` },
          { nodeName: `node-${at}` },
        ),
      ),
    ],
    found: 1,
  },
  'an endpoint is on its node': {
    recording: 'ready-ingress-policy',
    varied: local,
    found: 0,
  },
  'traffic may go to any node': {
    recording: 'ready-ingress-policy',
    varied: [gone('NetworkPolicy'), onNode('node-2')],
    found: 0,
  },
  'the Service is headless': {
    recording: 'ready-ingress-policy',
    varied: [...local, onNode('node-2'), write('Service', 'seats-redis', ['spec', 'clusterIP'], 'None')],
    found: 0,
  },
  'no client fails because of it': {
    recording: 'healthy-rolled',
    varied: [write('Service', 'web', ['spec', 'internalTrafficPolicy'], 'Local')],
    found: 0,
  },
} satisfies Cases
