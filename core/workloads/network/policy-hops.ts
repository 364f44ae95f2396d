import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf, refText } from '../../ref.ts'
import { namespaceFlag, command as sh } from '../../shell.ts'
import type { Snapshot } from '../../snapshot.ts'
import { pluginWithoutPolicies } from './enforcement.ts'
import {
  broken,
  endText,
  type Fault,
  type Hop,
  NOTHING,
  numberOf,
  open,
  type Server,
  undecided,
  type Way,
} from './hops.ts'
import { admissionOf, type Direction, judgePolicies, type PolicyAnswer, type Traffic } from './policies.ts'

function trafficTo(server: Server, { question, protocol, service }: Way): Traffic {
  const { clusterIPs = [], clusterIP } = service?.spec ?? {}
  // Where nobody has answered, a rule for the virtual address has not let the packets through.
  const isDropped = question.failed?.isAnswered === false
  const virtual = isDropped ? [] : [...clusterIPs, clusterIP ?? ''].filter(ip => ip !== '' && ip !== 'None')
  const asked = numberOf(question.port)
  return { from: question.from, to: server.end, port: server.port, protocol, virtual, asked }
}

export function policyHop(direction: Direction, way: Way, cluster: Cluster): Hop {
  const kind = direction === 'Egress' ? 'egress-policy' : 'ingress-policy'
  const { from } = way.question
  const answers = way.servers.map(server => {
    const traffic = trafficTo(server, way)
    return { traffic, answer: judgePolicies(direction, traffic, cluster) }
  })
  const side = direction === 'Egress' ? endText(from, cluster) : way.target
  const passing = answers.find(({ answer }) => answer.state === 'open')?.answer
  if (passing?.state === 'open') {
    const shut = answers.filter(({ answer }) => answer.state === 'closed').length
    const some = shut === 0 ? '' : ` (${answers.length - shut} of ${answers.length} pods)`
    return passing.policy === undefined
      ? open(kind, `no NetworkPolicy isolates ${side} for ${direction.toLowerCase()}${some}`)
      : open(
          kind,
          `NetworkPolicy ${passing.policy.metadata.name} allows it, ${direction.toLowerCase()} rule ${(passing.rule ?? 0) + 1}${some}`,
          refOf(passing.policy),
        )
  }
  const plugin = pluginWithoutPolicies(cluster)
  if (plugin !== undefined) return open(kind, `${refText(plugin)} enforces no NetworkPolicy`, plugin)
  const closed = answers.find(({ answer }) => answer.state === 'closed')
  const unknown = answers.find(({ answer }) => answer.state === 'unknown')?.answer
  if (unknown?.state === 'unknown') return unknownHop(kind, direction, unknown, way)
  if (closed?.answer.state !== 'closed') return open(kind, `no NetworkPolicy selects the pods there`)
  return closedHop(kind, direction, closed.traffic, closed.answer, way, cluster)
}

function unknownHop(
  kind: 'egress-policy' | 'ingress-policy',
  direction: Direction,
  { why }: Extract<PolicyAnswer, { state: 'unknown' }>,
  { question, servers, target }: Way,
): Hop {
  const near = direction === 'Egress' ? question.from : servers[0]?.end
  const place = namespaceFlag(near?.namespace)
  const list = sh`kubectl get networkpolicy${place} -o yaml`
  switch (why) {
    case 'policies':
      return undecided(kind, `NetworkPolicies of namespace ${near?.namespace ?? ''} were not read`, list)
    case 'namespace':
      return undecided(
        kind,
        'a NetworkPolicy selects by namespace labels, which were not read',
        'kubectl get namespaces --show-labels',
      )
    case 'address':
      return undecided(
        kind,
        `a NetworkPolicy allows some addresses; it is not known whether that of ${direction === 'Egress' ? target : 'the client'} is one of them`,
        list,
      )
    case 'virtual':
      return undecided(
        kind,
        `a NetworkPolicy allows the virtual address of ${target}, but not those of its pods; most network plugins judge by the latter`,
        list,
      )
    default:
      return undecided(kind, 'a NetworkPolicy allows some ports, but the connection’s port is not known', list)
  }
}

function closedHop(
  kind: 'egress-policy' | 'ingress-policy',
  direction: Direction,
  traffic: Traffic,
  answer: Extract<PolicyAnswer, { state: 'closed' }>,
  way: Way,
  cluster: Cluster,
): Hop {
  const [policy, ...more] = answer.policies
  if (policy === undefined) return open(kind, 'no NetworkPolicy applies')
  const admission = admissionOf(policy, direction, traffic, answer.near, way, cluster)
  const others = more.map(({ metadata }) => metadata.name)
  const client = endText(way.question.from, cluster)
  const rules = direction === 'Egress' ? policy.spec?.egress : policy.spec?.ingress
  const port = traffic.port === undefined ? '' : ` on ${traffic.protocol ?? 'TCP'} port ${traffic.port}`
  const fault: Fault = {
    kind: 'policy',
    subject: refOf(policy),
    because: NOTHING,
    blocked: {
      direction,
      policy,
      others,
      client,
      target: way.target,
      isDns: way.isDns,
      isOutside: traffic.to.kind === 'outside',
      admission,
      next: NOTHING,
    },
  }
  return broken(
    kind,
    direction === 'Egress'
      ? `NetworkPolicy ${policy.metadata.name} isolates ${client} and has no egress rule for ${way.target}${port}`
      : `NetworkPolicy ${policy.metadata.name} isolates ${way.target} and has no ingress rule for ${client}${port}`,
    fault,
    [
      fieldEvidence(policy, 'spec.policyTypes', policy.spec?.policyTypes ?? [direction]),
      fieldEvidence(policy, `spec.${direction.toLowerCase()}`, rules ?? 'no rule'),
      fieldEvidence(policy, 'spec.podSelector', policy.spec?.podSelector ?? {}),
    ],
  )
}

/** Policies of other kinds: what they say is not read. */
const OTHER_POLICIES = [
  'ciliumnetworkpolicies.cilium.io',
  'ciliumclusterwidenetworkpolicies.cilium.io',
  'globalnetworkpolicies.crd.projectcalico.org',
  'globalnetworkpolicies.projectcalico.org',
  'adminnetworkpolicies.policy.networking.k8s.io',
  'baselineadminnetworkpolicies.policy.networking.k8s.io',
  'clusternetworkpolicies.policy.networking.k8s.io',
  'authorizationpolicies.security.istio.io',
]

/** The resource of an object by its kind: `CiliumNetworkPolicy` of `cilium.io/v2` is of `ciliumnetworkpolicies.cilium.io`. */
function resourceOf({ apiVersion, kind }: Partial<Kube>): string {
  return `${String(kind).toLowerCase().replace(/y$/, 'ies')}.${String(apiVersion).split('/')[0]}`
}

/** The kinds of other policies that a snapshot holds, by their definitions or themselves. */
function findOtherPolicies({ objects }: Snapshot, cluster: Cluster): readonly string[] {
  const there = new Set(objects.map(object => resourceOf((object ?? {}) as Partial<Kube>)))
  return OTHER_POLICIES.filter(
    name => there.has(name) || cluster.find('CustomResourceDefinition', undefined, name).state === 'present',
  )
}

/** The kinds of other policies that the cluster has, as resources. */
export function otherPolicies(cluster: Cluster): readonly string[] {
  return cluster.of(cluster.snapshot, findOtherPolicies)
}

export function otherPoliciesHop(cluster: Cluster): Hop | undefined {
  const found = otherPolicies(cluster)
  return found.length === 0
    ? undefined
    : undecided(
        'ingress-policy',
        `the cluster also has policies that kubewhy does not read: ${found.join(', ')}`,
        sh`kubectl get ${found.join(',')} --all-namespaces`,
      )
}
