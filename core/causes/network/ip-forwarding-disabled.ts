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
      'Pods of the node reach nothing outside the node, or no Service; probes by the kubelet succeed. There is no event.',
    happens: 'A hardening script, a restart without a file in /etc/sysctl.d, or the module br_netfilter not loaded.',
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
        ? `The kernel of ${node} does not forward packets, so its pods reach nothing outside the node and nothing outside reaches them.`
        : `Packets between pods on the bridge of ${node} bypass the rules of kube-proxy, so Services may not answer there.`,
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
