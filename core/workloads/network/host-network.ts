import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import { podRanges } from '../nodes/node-pods.ts'
import { rangesOverlap } from './ip-ranges.ts'

/** Rules of kube-proxy and network plugins: they drop invalid packets or enforce policies, which are other causes. */
const OWN = /KUBE-|\bcali-|CILIUM|ANTREA|WEAVE|FLANNEL|DOCKER-ISOLATION|ctstate INVALID|OVN/i
/** Ports that pods of other nodes need: overlays (VXLAN, Geneve, WireGuard), BGP and the kubelet. */
const CLUSTER_PORT =
  /dports? \S{0,80}\b(?:8472|4789|6081|51820|51821|179|10250|4240)\b|dport \{[^}]{0,80}\b(?:8472|4789|6081)\b/
const POD_INTERFACE = /\b(?:cni0|cbr0|flannel\.1|cilium_\w{1,20}|vxlan\.calico|tunl0)\b/
/** An address or a range that a rule is limited to, of either family. */
const ADDRESS = /(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4})(?:\/\d{1,3})?(?![\w.:])/gi

/** The host firewall rule that has dropped pods' packets, with their number. */
export function droppingRule(node: Kube<'Node'>, cluster: Cluster) {
  const ranges = podRanges(node)
  return cluster.host(node.metadata.name)?.drops?.find(({ rule: whole, packets }) => {
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
}

/** Kernel settings without which a node does not forward packets to its pods. */
const FORWARD_4 = 'net.ipv4.ip_forward'
const FORWARD_6 = 'net.ipv6.conf.all.forwarding'
/** Needed if pods are on a bridge and Services are iptables rules; not in other data planes. */
const BRIDGE = ['net.bridge.bridge-nf-call-iptables', 'net.bridge.bridge-nf-call-ip6tables'] as const

/** A kernel setting that pods need and that is off, and whether it is about forwarding. */
export function settingOff(
  node: Kube<'Node'>,
  cluster: Cluster,
): { readonly key: string; readonly isForwarding: boolean } | undefined {
  const sysctl = cluster.host(node.metadata.name)?.sysctl
  if (sysctl === undefined) return undefined
  const isOff = (key: string) => sysctl[key]?.trim() === '0'
  const usesIPv6 = podRanges(node).some(range => range.includes(':'))
  const forwarding = [FORWARD_4, ...(usesIPv6 ? [FORWARD_6] : [])].find(isOff)
  const key = forwarding ?? BRIDGE.find(isOff)
  return key === undefined ? undefined : { key, isForwarding: forwarding !== undefined }
}
