import type { Cases } from '../../support/cases.ts'
import type { Variation } from '../../support/variation.ts'
import { later, notRead, stated, told, unsaid, write } from '../../support/variation.ts'

const taken = write('Service', 'public', ['metadata', 'finalizers'], ['service.kubernetes.io/load-balancer-cleanup'])

const PUBLIC = { kind: 'Service', namespace: 'public-api', name: 'public' }
/** Warnings since 21:38:42; the Service was made at 21:38:31, and the cluster was read at 21:39:44. */
const warns = (reason: string, message: string, source: string) =>
  told('hpa-metrics', 'api.18eaca61c03b89c0', PUBLIC, { reason, message, source })
const CLOUD = 'kubernetes/cloud-provider controllers/service/controller.go'
const failed = (why: string, source: string) =>
  warns('SyncLoadBalancerFailed', `Error syncing load balancer: failed to ensure load balancer: ${why}`, source)
const noSubnet = failed(
  'could not find any suitable subnets for creating the ELB',
  'kubernetes/cloud-provider-aws pkg/providers/v1/aws.go',
)
const notActive = failed(
  'load balancer 9b5e6f02 is not ACTIVE, current provisioning status: PENDING_CREATE',
  'kubernetes/cloud-provider-openstack pkg/openstack/loadbalancer.go',
)
/** What a controller says that is no warning, at 21:38:31. */
const says = (reason: string, message: string): Variation =>
  told('lb-pending', 'public.18eaca5f35e710b8', PUBLIC, { reason, message, source: CLOUD })

const noPool = {
  ...{ type: 'cilium.io/IPAMRequestSatisfied', status: 'False', reason: 'no_pool' },
  message: 'There are no enabled CiliumLoadBalancerIPPools that match this service',
}

export default {
  'a controller says in a condition what it lacks': {
    recording: 'lb-pending',
    varied: [stated('Service', 'public', { loadBalancer: {}, conditions: [noPool] }, 'cilium/cilium issue 39805')],
    found: 1,
  },
  'a controller may take the Service on within a minute': {
    recording: 'lb-pending',
    varied: [later(-20)],
    found: 1,
  },
  'a controller that has taken it on may be at work': {
    recording: 'lb-pending',
    varied: [taken],
    found: 0,
  },
  'a controller that has taken it on is at work no longer than the cloud takes': {
    recording: 'lb-pending',
    varied: [taken, later(240)],
    found: 1,
  },
  'where events were not read a controller may be at work': {
    recording: 'lb-pending',
    varied: [notRead('Event')],
    found: 0,
  },
  'where events were not read no controller works for that long': {
    recording: 'lb-pending',
    varied: [notRead('Event'), later(240)],
    found: 1,
  },
  'of a Service of unknown age its controller may say more': {
    recording: 'lb-pending',
    varied: [unsaid('Service', 'public', ['metadata', 'creationTimestamp']), noSubnet],
    found: 1,
  },
  'a Service of unknown age may be new': {
    recording: 'lb-pending',
    varied: [unsaid('Service', 'public', ['metadata', 'creationTimestamp'])],
    found: 0,
  },
  'a class of its own has a controller of its own': {
    recording: 'lb-pending',
    varied: [write('Service', 'public', ['spec', 'loadBalancerClass'], 'service.k8s.aws/nlb')],
    found: 1,
  },
  'an external address that somebody wrote is an address': {
    recording: 'lb-pending',
    varied: [write('Service', 'public', ['spec', 'externalIPs'], ['192.0.2.1'])],
    found: 0,
  },
  'a Service of another type needs none': {
    recording: 'lb-pending',
    varied: [write('Service', 'public', ['spec', 'type'], 'NodePort')],
    found: 0,
  },
  'a Service that is being deleted needs none': {
    recording: 'lb-pending',
    varied: [write('Service', 'public', ['metadata', 'deletionTimestamp'], '2026-11-23T21:39:40Z')],
    found: 0,
  },
  'a controller says why there is no address': {
    recording: 'lb-pending',
    varied: [noSubnet],
    found: 1,
  },
  'a first error': {
    recording: 'lb-pending',
    varied: [noSubnet, later(-10)],
    found: 1,
  },
  'an error that lasts for more than a minute': {
    recording: 'lb-pending',
    varied: [noSubnet, later(45)],
    found: 1,
  },
  'the cloud may still be at work on what a controller takes for an error': {
    recording: 'lb-pending',
    varied: [notActive, later(45)],
    found: 1,
  },
  'the cloud is at work for no longer than it takes': {
    recording: 'lb-pending',
    varied: [notActive, later(280)],
    found: 1,
  },
  'a controller that is at it has taken the Service on': {
    recording: 'lb-pending',
    varied: [says('EnsuringLoadBalancer', 'Ensuring load balancer')],
    found: 0,
  },
  'a controller has not assigned an address in time': {
    recording: 'lb-pending',
    varied: [says('EnsuringLoadBalancer', 'Ensuring load balancer'), later(280)],
    found: 1,
  },
  'an error after what was done before counts': {
    recording: 'lb-pending',
    varied: [says('EnsuredLoadBalancer', 'Ensured load balancer'), noSubnet],
    found: 1,
  },
  'only endpoints controllers have reported events': {
    recording: 'lb-pending',
    varied: [
      warns(
        'FailedToUpdateEndpointSlices',
        'Error updating Endpoint Slices for Service public-api/public: node "node-1" not found',
        'kubernetes pkg/controller/endpointslice/endpointslice_controller.go',
      ),
    ],
    found: 1,
  },
} satisfies Cases
