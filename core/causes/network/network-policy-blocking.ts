import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf, refText } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { placeOf, command as sh } from '../../shell.ts'
import type { NetworkSymptom } from '../../workloads/crashes/network-symptom.ts'
import { networkSymptomsOf } from '../../workloads/crashes/network-symptom.ts'
import {
  policiesBlockingDns,
  policiesBlockingEgress,
  policiesBlockingIngress,
  policiesShieldingDns,
} from '../../workloads/network/network-policies.ts'
import { serviceBehind } from '../../workloads/network/service-hosts.ts'
import { workloadOf } from '../../workloads/workloads.ts'

interface Blocked {
  readonly direction: 'Egress' | 'Ingress'
  readonly policy: Kube<'NetworkPolicy'>
  readonly others: readonly Kube<'NetworkPolicy'>[]
}

function blocked(
  direction: Blocked['direction'],
  [policy, ...others]: readonly Kube<'NetworkPolicy'>[],
): Blocked | undefined {
  return policy && { direction, policy, others }
}

function blockedBy(pod: Kube<'Pod'>, { kind, host, port }: NetworkSymptom, cluster: Cluster): Blocked | undefined {
  if (kind === 'name')
    return (
      blocked('Egress', policiesBlockingDns(pod, cluster)) ?? blocked('Ingress', policiesShieldingDns(pod, cluster))
    )
  return (
    blocked('Egress', policiesBlockingEgress(pod, host, port, cluster)) ??
    blocked('Ingress', policiesBlockingIngress(pod, host, port, cluster))
  )
}

export default defineCause({
  id: 'network-policy-blocking',
  stage: 'network',
  owner: 'app',
  patience: 'stuck',
  needsAffected: true,
  text: {
    summary: 'A network policy denies traffic that the workload needs',
    shows:
      'Connections time out although the Service has ready endpoints, or no host name is resolved, in pods that a NetworkPolicy selects.',
    happens:
      'A default-deny policy without a rule for the database or for DNS (port 53, UDP and TCP), a rule that names the Service’s port where it must name the pod’s, or labels that changed.',
    fix: 'Add a rule that allows the connection: egress on the side of the client, ingress on the side of the server, where each is isolated. Policies add up; none takes away.',
    docs: ['https://kubernetes.io/docs/concepts/services-networking/network-policies/'],
  },
  on: ['Pod'],
  reads: ['NetworkPolicy', 'Service', 'Namespace', 'ReplicaSet', 'Job'],

  *detect(pod, cluster) {
    for (const symptom of networkSymptomsOf(pod, cluster)) {
      const found = blockedBy(pod, symptom, cluster)
      if (found === undefined) continue
      const { direction, policy, others } = found
      const { host, port, kind } = symptom
      const service = host === undefined ? undefined : serviceBehind(host, pod, cluster)
      const path = direction === 'Egress' ? 'spec.egress' : 'spec.ingress'
      yield {
        facts: {
          policy: policy.metadata.name,
          place: placeOf(policy.metadata.namespace),
          others: others.slice(0, 4).map(({ metadata }) => metadata.name),
          workload: refText(workloadOf(pod, cluster)),
          direction,
          isName: kind === 'name',
          to: service === undefined ? [host, port].filter(part => part !== undefined).join(':') : refText(service),
        },
        subject: refOf(policy),
        explains: [refOf(policy)],
        evidence: [
          fieldEvidence(policy, 'spec.policyTypes', policy.spec?.policyTypes ?? [direction]),
          fieldEvidence(
            policy,
            path,
            (direction === 'Egress' ? policy.spec?.egress : policy.spec?.ingress) ?? 'no rule',
          ),
          fieldEvidence(policy, 'spec.podSelector', policy.spec?.podSelector ?? {}),
        ],
        confidence: 'likely',
        field: { object: refOf(policy), path },
      }
    }
  },

  explain({ policy, place, others, workload, direction, isName, to }) {
    const target = isName ? 'the cluster DNS (port 53)' : to === '' ? 'what it connects to' : to
    const also = others.length === 0 ? '' : ` Neither do ${others.join(', ')}.`
    return {
      title: `NetworkPolicy ${policy} does not allow ${workload} to reach ${target}`,
      why: `The policy isolates ${direction === 'Egress' ? 'the client’s' : 'the server’s'} pods and has no rule for this traffic, so it is dropped.${also}`,
      fix: [
        {
          text: isName
            ? `Allow DNS: an ${direction.toLowerCase()} rule for port 53, UDP and TCP.`
            : `Allow it: ${direction === 'Egress' ? 'an egress rule to the server’s pods' : 'an ingress rule from the client’s pods'}, with the port that the server’s container listens on.`,
          command: sh`kubectl edit networkpolicy ${policy}${place}`,
        },
      ],
    }
  },
})
