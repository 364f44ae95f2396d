import { refOf } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { isMute } from '../../workloads/crashes/reach.ts'
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
      'Pods on different nodes do not reach one another, DNS times out from some nodes; a DROP or REJECT rule of the host counts packets.',
    happens:
      'Either firewalld or ufw runs beside Kubernetes, the FORWARD policy is DROP, or the ports of the overlay are not open between the nodes.',
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
    if (isSilent && !isMute(name, cluster)) return
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
      title: `a firewall rule of node ${node} drops pod traffic: ${rule.slice(0, 120)}`,
      why: `The rule has dropped packets (${packets} so far), and ${isSilent ? `pods on ${node} do not answer those of other nodes` : `pods on ${node} are not well`}.`,
      fix: [
        {
          kind: 'change',
          text: "Allow the pod and service ranges and the overlay's port in the host's firewall, as close to this one rule as it goes.",
        },
        {
          kind: 'check',
          text: 'See the rules of the host.',
          command: sh`kubectl debug node/${node} -it --image=busybox --profile=sysadmin -- chroot /host iptables -S`,
        },
      ],
    }
  },
})
