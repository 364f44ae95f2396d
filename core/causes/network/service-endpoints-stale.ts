import { fieldEvidence } from '../../evidence.ts'
import type { Words } from '../../finding.ts'
import { refOf, refTo } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { namespaceFlag, command as sh } from '../../shell.ts'
import { addressEvidence, type LeftOut, leftOut } from '../../workloads/network/endpoints.ts'
import { ofFault } from '../../workloads/network/hops.ts'

/** How many addresses are named. */
const LISTED = 4

interface Facts {
  readonly name: string
  readonly namespaceFlag: string
  readonly pods: number
  readonly listed: readonly string[]
}

function factsOf({ service, pods, listed }: LeftOut): Facts {
  const { name, namespace } = service.metadata
  return { name, namespaceFlag: namespaceFlag(namespace), pods: pods.length, listed }
}

function listText(addresses: readonly string[]): string {
  if (addresses.length === 0) return 'no address'
  return `${addresses.slice(0, LISTED).join(', ')}${addresses.length > LISTED ? ' and others' : ''}`
}

function explain({ name, namespaceFlag, pods, listed }: Facts): Words {
  return {
    title: `the EndpointSlices of Service ${name} list none of its ${pods === 1 ? 'ready pods' : `${pods} ready pods`}`,
    why: `They list ${listText(listed)}, so connections to the Service do not reach its pods: no controller updates them.`,
    fix: [
      {
        kind: 'check',
        text: 'Find out which controller manages them (label endpointslice.kubernetes.io/managed-by), and whether it is running.',
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
      'kube-controller-manager is not running or cannot write, or someone created EndpointSlices for the Service manually.',
    fix: 'Repair the controller that manages them, usually kube-controller-manager; it then recreates them.',
    docs: ['https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/'],
  },
  on: ['Service'],
  reads: ['Pod', 'EndpointSlice', 'Lease'],
  atHop: ofFault('left-out', fault => explain(factsOf(fault.leftOut))),

  detect(service, cluster) {
    const found = leftOut(service, cluster)
    if (found === undefined) return
    return {
      facts: factsOf(found),
      subject: refOf(service),
      explains: [],
      because: [refTo('Lease', 'kube-system', 'kube-controller-manager')],
      evidence: [
        ...addressEvidence(found),
        ...found.pods.slice(0, 2).map(pod => fieldEvidence(pod, 'status.podIP', pod.status?.podIP ?? '')),
      ],
      confidence: 'certain',
      since: found.since,
    }
  },

  explain,
})
