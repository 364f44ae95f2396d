import type { Cases } from '../../support/cases.ts'
import { notRead, worded } from '../../support/variation.ts'

export default {
  'a plugin that reports at length is cut short': {
    recording: 'cni-bad-plugin',
    varied: [
      worded(
        /(sandbox "\w+": ).*/s,
        `$1plugin type="multus-shim" name="multus-cni-network" failed (add): CmdAdd (shim): CNI request failed with status 400: '&{...} ERRORED: error configuring pod [sensors-eu/sensors-988647-k8nkx] networking: Multus: [sensors-eu/sensors-988647-k8nkx/9ca09698-bfdb-4b2c-b26a-dbbf6618f787]: error loading k8s delegates k8s args: TryLoadPodDelegates: error in getting k8s network for pod: GetNetworkDelegates: failed getting the delegate: GetCNIConfig: err in GetCNIConfigFromFile: No networks found in /host/etc/cni/net.d`,
        'https://github.com/k8snetworkplumbingwg/multus-cni/issues/1072',
      ),
    ],
    found: 1,
  },
  'a network that the pod asks for may not exist': {
    recording: 'cni-bad-plugin',
    varied: [
      worded(
        /(sandbox "\w+": ).*/s,
        `$1plugin type="multus" name="multus-cni-network" failed (add): Multus: [sensors/sensors-988647-k8nkx/9ca0]: error loading k8s delegates k8s args: TryLoadPodDelegates: error in getting k8s network for pod: GetNetworkDelegates: failed getting the delegate: getKubernetesDelegate: cannot find a network-attachment-definition (macvlan-conf) in namespace (sensors): network-attachment-definitions.k8s.cni.cncf.io "macvlan-conf" not found`,
        'k8snetworkplumbingwg/multus-cni pkg/k8sclient/k8sclient.go, getKubernetesDelegate',
      ),
    ],
    found: 1,
  },
  'a token that the API server rejects is renewed by the agent': {
    recording: 'cni-bad-plugin',
    varied: [
      worded(
        /(sandbox "\w+": ).*/s,
        `$1plugin type="calico" failed (add): error getting ClusterInformation: connection is unauthorized: Unauthorized`,
        'projectcalico/calico#9215',
      ),
    ],
    found: 1,
  },
  'the node need not be read': {
    recording: 'cni-bad-plugin',
    varied: [notRead('Node')],
    found: 1,
  },
} satisfies Cases
