import { fieldEvidence } from '../../evidence.ts'
import type { Words } from '../../finding.ts'
import { refOf, refTo } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { namespaceFlag, command as sh } from '../../shell.ts'
import { brokenHops } from '../../workloads/crashes/reach.ts'
import { addressEvidence, type LeftOut, leftOut } from '../../workloads/network/endpoints.ts'
import { ofFault } from '../../workloads/network/hops.ts'

interface Facts {
  readonly name: string
  readonly namespaceFlag: string
  readonly pods: number
  readonly listed: readonly string[]
}

function factsOf({ service, pods, listed }: LeftOut): Facts {
  const { name, namespace } = service.metadata
  return { name, namespaceFlag: namespaceFlag(namespace), pods: pods.length, listed: listed.slice(0, 4) }
}

function explain({ name, namespaceFlag, pods, listed }: Facts): Words {
  return {
    title: `the EndpointSlices of Service ${name} list none of its ${pods === 1 ? 'ready pods' : `${pods} ready pods`}`,
    why: `They list ${listed.length === 0 ? 'no address' : listed.join(', ')}, so connections to the Service do not reach its pods: no controller updates them.`,
    fix: [
      {
        kind: 'check',
        text: 'Find out who manages them (label endpointslice.kubernetes.io/managed-by), and whether that runs.',
        command: sh`kubectl get endpointslices${namespaceFlag} -l kubernetes.io/service-name=${name} -o yaml`,
      },
      {
        kind: 'check',
        text: 'Check that the controller manager runs and reports no errors.',
        command: 'kubectl logs -n kube-system -l component=kube-controller-manager --tail=50',
      },
    ],
  }
}

export default defineCause({
  id: 'service-endpoints-stale',
  stage: 'network',
  owner: 'platform',
  patience: 'soon',
  text: {
    summary: 'The EndpointSlices of a Service list none of its ready pods',
    shows:
      'The pods are ready and the selector matches them, but connections to the Service fail; `kubectl get endpointslices` shows no addresses, or addresses of pods that are gone.',
    happens:
      'kube-controller-manager is not running or cannot write, or somebody else has written EndpointSlices for the Service by hand.',
    fix: 'Repair what manages them, usually kube-controller-manager; it then writes them again.',
    docs: ['https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/'],
  },
  on: ['Service', 'Pod'],
  reads: ['Pod', 'EndpointSlice', 'Lease'],
  atHop: ofFault('left-out', fault => explain(factsOf(fault.leftOut))),

  *detect(object, cluster) {
    const found =
      object.kind === 'Service'
        ? [{ leftOut: leftOut(object, cluster), explains: [] }]
        : brokenHops(object, cluster).flatMap(({ fault }) =>
            fault.kind === 'left-out' ? [{ leftOut: fault.leftOut, explains: [fault.subject] }] : [],
          )
    for (const { leftOut, explains } of found) {
      if (leftOut === undefined) continue
      const { service, pods, since } = leftOut
      yield {
        facts: factsOf(leftOut),
        subject: refOf(service),
        explains,
        because: [refTo('Lease', 'kube-system', 'kube-controller-manager')],
        evidence: [
          ...addressEvidence(leftOut),
          ...pods.slice(0, 2).map(pod => fieldEvidence(pod, 'status.podIP', pod.status?.podIP ?? '')),
        ],
        confidence: 'certain' as const,
        since,
      }
    }
  },

  explain,
})
