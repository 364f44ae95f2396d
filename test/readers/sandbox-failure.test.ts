import { describe, expect, it } from 'vitest'
import { classifySandbox, pluginError } from '../../core/workloads/nodes/sandbox-failure.ts'

const FRAME =
  'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "51d449": '
const CRI_O =
  'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to create pod network sandbox k8s_web: '

describe('classifySandbox', () => {
  it.each([
    // rancher/rancher#14504, canonical/microk8s#1147: host-local
    [`${FRAME}failed to allocate for range 0: no IP addresses available in range set: 10.42.0.1-10.42.0.254`],
    // aws/amazon-vpc-cni-k8s#668
    [
      'NetworkPlugin cni failed to set up pod "web_default" network: add cmd: failed to assign an IP address to container',
    ],
    // cilium/cilium#10627
    [`${FRAME}unable to allocate IP via local cilium agent: [POST /ipam][502] postIpamFailure  range is full`],
    // Azure/AKS#2532, Azure/aks-engine#4263
    [`${FRAME}Failed to allocate pool: Failed to delegate: Failed to allocate address: No available addresses`],
    [`${FRAME}Failed to allocate pool: Failed to delegate: Failed to allocate pool: No available address pools`],
  ])('%s: no address is left', message => {
    expect(classifySandbox(message)).toBe('addresses')
  })

  it.each([
    // Recorded: test/fixtures/clusters/cni-bad-plugin.
    [`${FRAME}plugin type="calico" failed (add): failed to find plugin "calico" in path [/usr/lib/cni]`],
    // danm-cni/danm#256
    [`${FRAME}CNI network could not be set up: CNI operation for network:sriov-o1c failed`],
    // kubernetes/dns#246
    [`${FRAME}cannot convert: no valid IP addresses`],
    [`${CRI_O}plugin type="multus" name="multus-cni-network" failed (add)`],
  ])('%s: the plugin fails', message => {
    expect(classifySandbox(message)).toBe('setup')
  })

  it('leaves a sandbox that fails for another reason to others', () => {
    // containerd internal/cri/server/sandbox_run.go
    const message =
      'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to get sandbox runtime: no runtime for "kata" is configured'
    expect(classifySandbox(message)).toBeUndefined()
  })

  it('keeps of a message what stays the same from attempt to attempt', () => {
    expect(pluginError(`${FRAME}range is full`)).toBe('failed to setup network: range is full')
  })
})
