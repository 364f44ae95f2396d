import { fieldEvidence } from '../../evidence.ts'
import type { Words } from '../../finding.ts'
import { refOf, refTo } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { namespaceFlag, command as sh } from '../../shell.ts'
import { addressEvidence, type LeftOut, leftOut } from '../../workloads/network/endpoints.ts'
import { ofFault } from '../../workloads/network/hops.ts'

/** Number of addresses listed. */
const LISTED = 4

interface Facts {
  readonly name: string
  readonly namespaceFlag: string
  readonly pods: number
  readonly listed: readonly string[]
  readonly families: Families | undefined
}

/** The IP families of a Service, and of its pods. */
interface Families {
  readonly wanted: readonly string[]
  readonly has: readonly string[]
}

function factsOf({ service, pods, listed, families }: LeftOut): Facts {
  const { name, namespace } = service.metadata
  const wanted = service.spec?.ipFamilies ?? []
  return {
    name,
    namespaceFlag: namespaceFlag(namespace),
    pods: pods.length,
    listed,
    families: families && { wanted, has: families },
  }
}

function listText(addresses: readonly string[]): string {
  if (addresses.length === 0) return 'no address'
  return `${addresses.slice(0, LISTED).join(', ')}${addresses.length > LISTED ? ' and others' : ''}`
}

function explainFamilies(name: string, flag: string, { wanted, has }: Families): Words {
  const [only, own] = [wanted.join(' and '), has.join(' and ')]
  return {
    title: `Service ${name} is ${only}-only, but its pods have only ${own} addresses`,
    why: `Its EndpointSlices list ${only} addresses, and the pods have none, so the Service has no endpoints.`,
    fix: [
      {
        kind: 'change',
        text: `Recreate the Service with ipFamilies: [${has.join(', ')}]; the primary IP family of a Service cannot be changed.`,
      },
      {
        kind: 'check',
        text: 'Compare its IP families with the pods’ addresses.',
        command: sh`kubectl get service ${name}${flag} -o jsonpath={.spec.ipFamilies}`,
      },
    ],
  }
}

function explain({ name, namespaceFlag, pods, listed, families }: Facts): Words {
  if (families !== undefined) return explainFamilies(name, namespaceFlag, families)
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
      'kube-controller-manager is not running or cannot write, someone created EndpointSlices for the Service manually, or the Service’s IP family is not that of its pods.',
    fix: 'Repair the controller that manages them, usually kube-controller-manager; it then recreates them.',
    docs: ['https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/'],
  },
  on: ['Service'],
  reads: ['Pod', 'EndpointSlice', 'Lease'],
  atHop: fault =>
    ofFault('left-out', ({ leftOut: found }) => explain(factsOf(found)))(fault) ??
    ofFault('ip-family', ({ subject, wanted, has }) =>
      explainFamilies(subject.name, namespaceFlag(subject.namespace), { wanted, has }),
    )(fault),

  detect(service, cluster) {
    const found = leftOut(service, cluster)
    if (found === undefined) return
    return {
      facts: factsOf(found),
      subject: refOf(service),
      explains: [],
      ...(found.families === undefined && { because: [refTo('Lease', 'kube-system', 'kube-controller-manager')] }),
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
