import { rangesOverlap } from '../../facts/network/ip-ranges.ts'
import { ailingPods, podRanges } from '../../facts/node/node-pods.ts'
import { refOf } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'

/** Rules of kube-proxy and of network plugins: they drop broken packets or enforce policies, which other causes name. */
const OWN = /KUBE-|\bcali-|CILIUM|ANTREA|WEAVE|FLANNEL|DOCKER-ISOLATION|ctstate INVALID|OVN/i
/** Ports that pods of other nodes need: overlays (VXLAN, Geneve, WireGuard), BGP and the kubelet. */
const CLUSTER_PORT =
  /dports? \S{0,80}\b(?:8472|4789|6081|51820|51821|179|10250|4240)\b|dport \{[^}]{0,80}\b(?:8472|4789|6081)\b/
const POD_INTERFACE = /\b(?:cni0|cbr0|flannel\.1|cilium_\w{1,20}|vxlan\.calico|tunl0)\b/
/** An address or a range that a rule is limited to, of either family. */
const ADDRESS = /(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4})(?:\/\d{1,3})?(?![\w.:])/gi

export default defineCause({
  id: 'host-firewall-blocking',
  stage: 'network',
  owner: 'platform',
  needsVictim: true,
  text: {
    summary: "Host rules or the cloud's security group drop pod traffic",
    shows:
      'Pods on different nodes do not reach one another, DNS times out from some nodes; a DROP or REJECT rule of the host counts packets.',
    happens:
      'Either firewalld or ufw runs beside Kubernetes, the FORWARD policy is DROP, or the ports of the overlay are not open between the nodes.',
    fix: "Allow forwarding for the pod and service ranges and the overlay's port between nodes, or turn the host firewall off.",
    docs: ['https://kubernetes.io/docs/reference/networking/ports-and-protocols/'],
  },
  on: ['Node'],
  reads: ['Pod'],

  detect(node, cluster) {
    const { name } = node.metadata
    const drops = cluster.host(name)?.drops ?? []
    const ranges = podRanges(node)
    const drop = drops.find(({ rule: whole, packets }) => {
      const rule = whole.slice(0, 1000)
      if (packets <= 0 || OWN.test(rule)) return false
      const addresses = rule.match(ADDRESS) ?? []
      return (
        (addresses.length === 0 && /\bFORWARD\b/i.test(rule)) ||
        addresses.some(address => ranges.some(range => rangesOverlap(address, range))) ||
        CLUSTER_PORT.test(rule) ||
        POD_INTERFACE.test(rule)
      )
    })
    if (drop === undefined) return
    const ailing = ailingPods(name, cluster)
    if (ailing.length === 0) return
    return {
      facts: { node: name, rule: drop.rule, packets: drop.packets },
      subject: refOf(node),
      explains: [refOf(node), ...ailing.map(refOf)],
      evidence: [{ object: refOf(node), path: 'host firewall', value: `${drop.rule} (packets: ${drop.packets})` }],
      confidence: 'likely',
    }
  },

  explain({ node, rule, packets }) {
    return {
      title: `a firewall rule of node ${node} drops pod traffic: ${rule.slice(0, 120)}`,
      why: `The rule has dropped packets (${packets} so far), and pods on ${node} are not well.`,
      fix: [
        {
          text: "Allow the pod and service ranges and the overlay's port in the host's firewall, or turn it off.",
          command: sh`kubectl debug node/${node} -it --image=busybox --profile=sysadmin -- chroot /host iptables -S`,
        },
      ],
    }
  },
})
