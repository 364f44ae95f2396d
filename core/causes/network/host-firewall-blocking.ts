import { refOf } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { isUnresponsive } from '../../workloads/crashes/reach.ts'
import { droppingRule } from '../../workloads/network/host-network.ts'
import { ailingPods } from '../../workloads/nodes/node-pods.ts'

export default defineCause({
  id: 'host-firewall-blocking',
  stage: 'network',
  owner: 'platform',
  patience: 'stuck',
  text: {
    summary: "Host rules or the cloud's security group drop pod traffic",
    shows:
      'Pods on different nodes cannot reach each other, or DNS times out from some nodes; the packet counter of a DROP or REJECT rule on the host goes up.',
    happens:
      'A host firewall (firewalld, ufw) is active on the node, the FORWARD policy is DROP, or the overlay network’s ports are not open between nodes.',
    fix: "Allow forwarding for the pod and service ranges and the overlay's port between nodes.",
    docs: ['https://kubernetes.io/docs/reference/networking/ports-and-protocols/'],
  },
  on: ['Node'],
  reads: ['Pod'],

  detect(node, cluster) {
    const { name } = node.metadata
    const drop = droppingRule(node, cluster)
    if (drop === undefined) return
    const ailing = ailingPods(name, cluster)
    const isSilent = ailing.length === 0
    if (isSilent && !isUnresponsive(name, cluster)) return
    return {
      facts: { node: name, rule: drop.rule, packets: drop.packets, isSilent },
      subject: refOf(node),
      explains: [refOf(node), ...ailing.map(refOf)],
      evidence: [{ object: refOf(node), path: 'host firewall', value: `${drop.rule} (packets: ${drop.packets})` }],
      confidence: 'likely',
    }
  },

  explain({ node, rule, packets, isSilent }) {
    return {
      title: `a firewall rule on node ${node} drops pod traffic: ${rule.slice(0, 120)}`,
      why: `The rule has dropped packets (${packets} so far), and ${isSilent ? `pods on ${node} do not respond to pods on other nodes` : `pods on ${node} are failing`}.`,
      fix: [
        {
          kind: 'change',
          text: "Allow the pod and service ranges and the overlay's port in the host firewall, changing as little as possible around this rule.",
        },
        {
          kind: 'check',
          text: "List the host's firewall rules.",
          command: sh`kubectl debug node/${node} -it --image=busybox --profile=sysadmin -- chroot /host iptables -S`,
        },
      ],
    }
  },
})
