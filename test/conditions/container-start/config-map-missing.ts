import type { Conditions } from '../../support/conditions.ts'
import { added, later, worded } from '../../support/variation.ts'

const configMap = (namespace: string) => ({ kind: 'ConfigMap', metadata: { namespace, name: 'orders-config' } })

export default {
  'what is applied a moment after the pods is on its way': {
    recording: 'config-map-missing',
    varied: [later(-91)],
    found: 1,
  },
  'one that has come since is no longer missing': {
    recording: 'config-map-missing',
    varied: [added(configMap('orders'))],
    found: 0,
  },
  'one of that name elsewhere is another': {
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
} satisfies Conditions
