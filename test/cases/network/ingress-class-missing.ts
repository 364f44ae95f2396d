import type { Cases } from '../../support/cases.ts'
import { added, alsoRead, later, notRead, stated, told, unsaid, write } from '../../support/variation.ts'

const ANNOTATION = 'kubernetes.io/ingress.class'
const named = (name: string | undefined) => write('Ingress', 'site', ['spec', 'ingressClassName'], name)
const annotated = [named(undefined), write('Ingress', 'site', ['metadata', 'annotations'], { [ANNOTATION]: 'edgee' })]
const ingressClass = (name: string, annotations = {}) => ({
  kind: 'IngressClass',
  metadata: { name, annotations },
  spec: { controller: 'acme.io/edge' },
})
const classes = (...names: readonly string[]) => added(...names.map(name => ingressClass(name)))
const standard = added(ingressClass('edge', { 'ingressclass.kubernetes.io/is-default-class': 'true' }))
const traefik = added({
  kind: 'IngressClass',
  ...{ metadata: { name: 'nginx-internal' }, spec: { controller: 'traefik.io/ingress-controller' } },
})
const SITE = { kind: 'Ingress', namespace: 'sites', name: 'site' }
const google = write('Node', 'node-1', ['spec', 'providerID'], 'gce://shop/europe-west3-a/node-1')

export default {
  'an Ingress that is being deleted needs no class': {
    recording: 'ingress-class',
    varied: [write('Ingress', 'site', ['metadata', 'deletionTimestamp'], '2026-11-23T21:39:00Z')],
    found: 0,
  },
  'it has an address': {
    recording: 'ingress-class',
    varied: [
      stated(
        'Ingress',
        'site',
        { loadBalancer: { ingress: [{ ip: '203.0.113.123' }] } },
        'kubernetes.io/docs/concepts/services-networking/ingress (test-ingress)',
      ),
    ],
    found: 0,
  },
  'no pod of the cluster is the controller of its class': {
    recording: 'ingress-class',
    varied: [traefik, alsoRead('Namespace', 'Pod')],
    everywhere: true,
    found: 1,
  },
  'no pod is its controller, and a class is called like it': {
    recording: 'ingress-class',
    varied: [traefik, classes('nginx-external', 'mesh'), alsoRead('Namespace', 'Pod')],
    everywhere: true,
    found: 1,
  },
  'its controller may not have looked at an Ingress of unknown age': {
    recording: 'ingress-class',
    varied: [traefik, alsoRead('Namespace', 'Pod'), unsaid('Ingress', 'site', ['metadata', 'creationTimestamp'])],
    everywhere: true,
    found: 0,
  },
  'a pod has the name of the class': {
    recording: 'ingress-class',
    varied: [traefik, alsoRead('Namespace', 'Pod'), write('Pod', /^site-/, ['metadata', 'labels', 'app'], 'traefik')],
    everywhere: true,
    found: 0,
  },
  'its controller may run in a namespace that was not read': {
    recording: 'ingress-class',
    varied: [traefik],
    everywhere: true,
    found: 0,
  },
  'the only class that exists is suggested': {
    recording: 'ingress-class',
    varied: [classes('edge')],
    found: 1,
  },
  'of several classes none is suggested that is not near': {
    recording: 'ingress-class',
    varied: [classes('edge', 'mesh')],
    found: 1,
  },
  'of several classes the near one is suggested': {
    recording: 'ingress-class',
    varied: [classes('edge', 'nginx-internl')],
    found: 1,
  },
  'there are so many classes that only some are shown': {
    recording: 'ingress-class',
    varied: [classes('a1', 'b2', 'c3', 'd4', 'e5', 'f6', 'g7', 'h8', 'i9', 'j0')],
    found: 1,
  },
  'no class is named and none is the default': {
    recording: 'ingress-class',
    varied: [named(undefined), classes('edge', 'mesh')],
    found: 1,
  },
  'no class is named, and a controller without classes may come yet': {
    recording: 'ingress-class',
    varied: [named(undefined), later(-20)],
    found: 1,
  },
  'no class is named and one is the default': {
    recording: 'ingress-class',
    varied: [named(undefined), standard],
    found: 0,
  },
  'no class is named and classes were not read': {
    recording: 'ingress-class',
    varied: [named(undefined), notRead('IngressClass')],
    found: 0,
  },
  'a named class may exist where classes were not read': {
    recording: 'ingress-class',
    varied: [notRead('IngressClass')],
    found: 0,
  },
  'the controller of GKE serves an Ingress without a class': {
    recording: 'ingress-class',
    varied: [named(undefined), google],
    found: 0,
  },
  'a class that GKE does not have is served by nobody there either': {
    recording: 'ingress-class',
    varied: [google],
    found: 1,
  },
  'the old annotation names a class that may have no object, for which a controller gets time': {
    recording: 'ingress-class',
    varied: [...annotated, classes('edge'), later(225)],
    found: 1,
  },
  'the old annotation names a class that nobody serves': {
    recording: 'ingress-class',
    varied: [...annotated, classes('edge'), later(240)],
    found: 1,
  },
  'a controller that has taken it on needs no class': {
    recording: 'ingress-class',
    varied: [
      told('lb-pending', 'public.18eaca5f35e710b8', SITE, {
        reason: 'Sync',
        message: 'Scheduled for sync',
        source: 'kubernetes/ingress-nginx internal/ingress/controller/store/store.go',
      }),
    ],
    found: 0,
  },
  'a controller that does not take it on leaves it to others': {
    recording: 'ingress-class',
    varied: [
      told('hpa-metrics', 'api.18eaca61c03b89c0', SITE, {
        reason: 'FailedLoadGroupID',
        message:
          'Failed load groupID due to invalid ingress class: IngressClass.networking.k8s.io "nginx-internal" not found',
        source: 'kubernetes-sigs/aws-load-balancer-controller controllers/ingress/group_controller.go',
      }),
    ],
    found: 1,
  },
} satisfies Cases
