import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import { dnsService } from '../network/cluster-dns.ts'
import { clusterIPsOf } from '../network/service-hosts.ts'
import { destinationsOf } from '../network/service-targets.ts'
import { troubledPods } from '../troubled-pods.ts'
import { isUnanswered } from './lost-packets.ts'
import { networkSymptomsOf } from './network-symptom.ts'

function read(pod: Kube<'Pod'>, cluster: Cluster): ReadonlySet<string> {
  const nodes = new Set<string>()
  for (const symptom of networkSymptomsOf(pod, cluster)) {
    if (!isUnanswered(symptom)) continue
    const dns = symptom.kind === 'name' ? dnsService(cluster) : undefined
    const host = dns === undefined ? symptom.host : clusterIPsOf(dns)[0]
    if (host === undefined) continue
    for (const { pod: server } of destinationsOf(host, dns === undefined ? symptom.port : 53, pod, cluster)) {
      const name = server?.spec?.hostNetwork === true ? undefined : server?.spec?.nodeName
      if (name !== undefined && name !== pod.spec?.nodeName) nodes.add(name)
    }
  }
  return nodes
}

/** Takes a pod; returns the names of other nodes on which the pods run that do not answer it, the cluster DNS among them. */
export function farNodes(pod: Kube<'Pod'>, cluster: Cluster): ReadonlySet<string> {
  return cluster.of(pod, read)
}

function muteNodes(_snapshot: object, cluster: Cluster): ReadonlySet<string> {
  const pods = troubledPods(cluster).filter(({ spec }) => spec?.hostNetwork !== true)
  return new Set(pods.flatMap(pod => [...farNodes(pod, cluster)]))
}

/** Takes a node's name; returns true where pods of other nodes get no answer from pods on it. */
export function isMute(node: string, cluster: Cluster): boolean {
  return cluster.of(cluster.snapshot, muteNodes).has(node)
}
