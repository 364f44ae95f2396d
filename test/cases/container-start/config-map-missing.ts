import type { Cases } from '../../support/cases.ts'
import { added, gone, inContainers, later, withSpec, worded } from '../../support/variation.ts'

const configMap = (namespace: string, name = 'orders-config', creationTimestamp?: string) => ({
  kind: 'ConfigMap',
  metadata: { namespace, name, creationTimestamp },
})

export default {
  'what the control plane publishes nobody creates by hand': {
    recording: 'nfs-mount',
    varied: [
      gone('ConfigMap', 'kube-root-ca.crt'),
      worded(
        /MountVolume\.SetUp failed for volume "[\s\S]*/,
        'MountVolume.SetUp failed for volume "kube-api-access-249cw" : configmap "kube-root-ca.crt" not found',
        'pkg/volume/projected/projected.go, of what pkg/controller/certificates/rootcacertpublisher publishes',
      ),
    ],
    found: 1,
  },
  'where no event tells of it, its absence is no cause': {
    recording: 'nfs-mount',
    varied: [gone('ConfigMap', 'kube-root-ca.crt'), gone('Event')],
    found: 0,
  },
  'what is applied a moment after the pods is on its way': {
    recording: 'config-map-missing',
    varied: [later(-91)],
    found: 1,
  },
  'a ConfigMap that was created since ends it when the kubelet looks again': {
    recording: 'config-map-missing',
    varied: [added(configMap('orders'))],
    found: 1,
  },
  'from when it was made the kubelet has a minute': {
    recording: 'config-map-missing',
    varied: [added(configMap('orders', 'orders-config', '2026-11-23T21:20:08Z')), later(100)],
    found: 1,
  },
  'a ConfigMap that was created since ends it, without events too': {
    recording: 'config-map-missing',
    varied: [added(configMap('orders')), gone('Event')],
    found: 1,
  },
  'a ConfigMap of that name in another namespace is another': {
    recording: 'config-map-missing',
    varied: [added(configMap('shop'))],
    found: 1,
  },
  'kubelets have named it with its namespace': {
    recording: 'config-map-missing',
    varied: [
      worded(
        /configmap "orders-config" not found/,
        'configmap "orders/orders-config" not found',
        'kubernetes pkg/kubelet/util/manager, object cache',
      ),
    ],
    found: 1,
  },
  'an ExternalSecret of that name makes a Secret': {
    recording: 'config-map-missing',
    varied: [added({ ...configMap('orders'), ...{ apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret' } })],
    found: 1,
  },
  'a ConfigMap of nearly that name was meant': {
    recording: 'config-map-missing',
    varied: [added(configMap('orders', 'order-config'))],
    found: 1,
  },
  'an optional source of variables is not waited for': {
    recording: 'secret-volume-missing',
    varied: [
      gone('Event'),
      inContainers(/^gateway/, { envFrom: [{ configMapRef: { name: 'gateway-env', optional: true } }] }),
    ],
    found: 0,
  },
  'a projected volume lacks several at once': {
    recording: 'secret-volume-missing',
    varied: [
      withSpec('Pod', /^gateway-/, {
        volumes: [
          {
            name: 'tls',
            projected: {
              sources: ['gateway-routes', 'gateway-hosts', 'gateway-users'].map((name, at) => ({
                configMap: { name, optional: at === 2 },
              })),
            },
          },
        ],
      }),
      worded(
        /secret "gateway-tls" not found/,
        '[configmap "gateway-routes" not found, configmap "gateway-hosts" not found]',
        'kubernetes pkg/volume/projected/projected.go, collectData',
      ),
    ],
    found: 2,
  },
} satisfies Cases
