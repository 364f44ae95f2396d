import { refOf } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { settingOff } from '../../workloads/network/host-network.ts'
import { ailingPods, networkedPods } from '../../workloads/nodes/node-pods.ts'

export default defineCause({
  id: 'ip-forwarding-disabled',
  stage: 'network',
  owner: 'platform',
  patience: 'stuck',
  text: {
    summary: 'net.ipv4.ip_forward or bridge-nf-call-iptables is off',
    shows:
      'Pods on the node cannot reach anything outside it, or no Service, while kubelet probes succeed. There are no events.',
    happens:
      'A hardening script turned it off, a reboot reset it for lack of a file in /etc/sysctl.d, or the module br_netfilter is not loaded.',
    fix: 'Set it with sysctl and in /etc/sysctl.d, so that it survives a restart.',
    docs: ['https://kubernetes.io/docs/setup/production-environment/container-runtimes/#network-configuration'],
  },
  on: ['Node'],
  reads: ['Pod'],

  detect(node, cluster) {
    const { name } = node.metadata
    const off = settingOff(node, cluster)
    if (off === undefined) return
    const { key, isForwarding } = off
    const pods = isForwarding ? networkedPods(name, cluster) : ailingPods(name, cluster)
    if (pods.length === 0) return
    return {
      facts: { node: name, key, isForwarding },
      subject: refOf(node),
      explains: [refOf(node), ...pods.map(refOf)],
      evidence: [{ object: refOf(node), path: `sysctl ${key}`, value: '0' }],
      confidence: isForwarding ? 'certain' : 'possible',
    }
  },

  explain({ node, key, isForwarding }) {
    return {
      title: `${key} is 0 on node ${node}`,
      why: isForwarding
        ? `The kernel of ${node} does not forward packets, so traffic between its pods and anything outside the node is lost.`
        : `Packets between pods on the bridge of ${node} bypass kube-proxy’s rules, so Services may not respond there.`,
      fix: [
        {
          kind: 'change',
          text: 'Set it now, and in /etc/sysctl.d so that it survives a restart.',
          command: sh`kubectl debug node/${node} -it --image=busybox --profile=sysadmin -- chroot /host sysctl -w ${key}=1`,
        },
      ],
    }
  },
})
