import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import { refKey, refOf } from '../../ref.ts'
import type { Evidence } from '../../report.ts'
import { defineCause } from '../../rule.ts'
import { namespaceFlag, command as sh } from '../../shell.ts'
import { clusterDns, dnsService } from '../../workloads/network/cluster-dns.ts'
import { podsOfService } from '../../workloads/network/selected-pods.ts'
import { isReady, isTerminating } from '../../workloads/pods.ts'

/**
 * Evidence that no address answers DNS: the Service's pods, else its endpoints. Undefined if one does or nothing was
 * read.
 */
function silence(service: Kube<'Service'>, cluster: Cluster): Evidence | undefined {
  const { namespace = '', name } = service.metadata
  const pods = podsOfService(service, cluster)
  if (pods.some(pod => isReady(pod) && !isTerminating(pod))) return undefined
  const endpoints = cluster.find('Endpoints', namespace, name)
  const slices = cluster
    .list('EndpointSlice', namespace)
    .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === name)
  const isServed =
    slices.some(slice => slice.endpoints?.some(({ conditions }) => conditions?.ready !== false) === true) ||
    (endpoints.state === 'present' &&
      endpoints.object.subsets?.some(({ addresses = [] }) => addresses.length > 0) === true)
  if (isServed) return undefined
  if (endpoints.state === 'present') return fieldEvidence(endpoints.object, 'subsets', 'no ready address')
  return cluster.seen('Pod', namespace) || slices.length > 0
    ? fieldEvidence(service, 'spec.selector', 'selects no ready pods')
    : undefined
}

export default defineCause({
  id: 'cluster-dns-not-running',
  stage: 'network',
  owner: 'platform',
  patience: 'slow',
  text: {
    summary: 'Cluster DNS has no ready endpoints',
    shows:
      'No app in the cluster can resolve host names: `Temporary failure in name resolution`, `Resolving timed out`, `i/o timeout` from port 53.',
    happens:
      'CoreDNS was scaled to zero, crashes because of an error in its Corefile, or its pods cannot be scheduled.',
    fix: 'Repair CoreDNS; its pods and their logs say what is wrong.',
    docs: ['https://kubernetes.io/docs/tasks/administer-cluster/dns-debugging-resolution/'],
  },
  on: ['Deployment', 'DaemonSet'],
  reads: ['Service', 'Pod', 'Endpoints', 'EndpointSlice'],

  detect(workload, cluster) {
    const service = dnsService(cluster)
    const dns = clusterDns(cluster)
    if (service === undefined || dns === undefined || refKey(dns) !== refKey(refOf(workload))) return
    const evidence = silence(service, cluster)
    if (evidence === undefined) return
    const replicas = workload.kind === 'Deployment' ? workload.spec?.replicas : undefined
    const isStopped = replicas === 0
    const pods = podsOfService(service, cluster)
    return {
      facts: {
        kind: workload.kind.toLowerCase(),
        name: workload.metadata.name,
        namespaceFlag: namespaceFlag(workload.metadata.namespace),
        service: service.metadata.name,
        isStopped,
        hasRun: pods.some(({ status }) =>
          status?.containerStatuses?.some(({ containerID }) => containerID !== undefined),
        ),
      },
      subject: dns,
      explains: [dns, refOf(service)],
      because: pods.map(refOf),
      evidence: isStopped ? [fieldEvidence(workload, 'spec.replicas', 0), evidence] : [evidence],
      confidence: 'certain',
      ...(isStopped ? { field: { object: dns, path: 'spec.replicas', value: '0', suggestion: '2' } } : {}),
    }
  },

  explain({ kind, name, namespaceFlag, service, isStopped, hasRun }) {
    return {
      title: isStopped
        ? `cluster DNS is scaled to zero: ${name} has 0 replicas`
        : `cluster DNS does not respond: Service ${service} has no ready endpoints`,
      why: 'Pods that use cluster DNS cannot resolve any host name, so every connection by name fails.',
      fix: isStopped
        ? [
            {
              kind: 'change',
              text: `Scale ${name} up again.`,
              command: sh`kubectl scale ${kind}/${name}${namespaceFlag} --replicas=2`,
              patch: { spec: { replicas: 2 } },
            },
          ]
        : [
            {
              kind: 'check',
              text: 'Find out why its pods are not ready.',
              command: sh`kubectl describe ${kind}/${name}${namespaceFlag}`,
            },
            ...(hasRun
              ? [
                  {
                    kind: 'check' as const,
                    text: 'Read the log of one of them.',
                    command: sh`kubectl logs ${kind}/${name}${namespaceFlag} --tail=50`,
                  },
                ]
              : []),
          ],
    }
  },
})
