import type { Words } from '../../finding.ts'
import { refOf } from '../../ref.ts'
import type { Fix } from '../../report.ts'
import { defineCause } from '../../rule.ts'
import { placeOf, command as sh } from '../../shell.ts'
import { brokenHops } from '../../workloads/crashes/reach.ts'
import type { Blocked } from '../../workloads/network/path.ts'
import type { Admission } from '../../workloads/network/policies.ts'

/** What the words need: plain JSON. */
interface PolicyFacts extends Omit<Blocked, 'policy' | 'next'> {
  readonly policy: string
  readonly place: string
  readonly next: readonly PolicyFacts[]
}

/** Patches of one policy as one: a list that the first has made is added to. */
function joined(patches: readonly Admission['patch'][]): Admission['patch'] {
  const made = new Set<string>()
  return patches.flat().flatMap(operation => {
    const { path, value } = operation
    if (Array.isArray(value) && made.has(path))
      return value.map((item: unknown) => ({ op: 'add' as const, path: `${path}/-`, value: item }))
    made.add(path)
    return [operation]
  })
}

/** One policy may stand in the way at both ends: it is changed once. */
function factsOf({ policy, next, admission, ...more }: Blocked): PolicyFacts {
  const same = next.filter(other => other.policy === policy).map(other => other.admission)
  const isWhole = admission !== undefined && same.every(other => other !== undefined)
  return {
    ...more,
    policy: policy.metadata.name,
    place: placeOf(policy.metadata.namespace),
    admission: isWhole
      ? { ...admission, patch: joined([admission.patch, ...same.map(other => other?.patch ?? [])]) }
      : undefined,
    next: next.filter(other => other.policy !== policy).map(factsOf),
  }
}

function portsOf({ admission }: PolicyFacts): string {
  const ports = (admission?.rule.ports ?? []).map(({ protocol = 'TCP', port }) => `${protocol} ${port ?? ''}`)
  return ports.length === 0 ? '' : ` (${ports.join(', ')})`
}

function fixOf(facts: PolicyFacts): Fix {
  const { policy, place, direction, target, client, admission } = facts
  const rule = direction === 'Egress' ? `an egress rule to ${target}` : `an ingress rule from ${client}`
  return admission === undefined
    ? {
        text: `Allow it: ${rule}, with the port that the server’s container listens on.`,
        command: sh`kubectl edit networkpolicy ${policy}${place}`,
      }
    : {
        text: `Allow it: ${rule}${portsOf(facts)}.`,
        command: sh`kubectl patch networkpolicy ${policy}${place} --type=json -p '${JSON.stringify(admission.patch)}'`,
        patch: admission.patch,
      }
}

function explain(facts: PolicyFacts): Words {
  const { policy, others, client, target, direction, isDns, next } = facts
  const also = others.length === 0 ? '' : ` Neither do ${others.slice(0, 4).join(', ')}.`
  return {
    title: `NetworkPolicy ${policy} does not allow ${client} to reach ${target}${isDns ? ' (port 53)' : ''}`,
    why: `The policy isolates ${direction === 'Egress' ? 'the client’s' : 'the server’s'} pods and has no rule for this traffic, so it is dropped.${also}`,
    // A patch is of the first policy; others are changed by their commands.
    fix: [fixOf(facts), ...next.map(fixOf).map(({ patch: _, ...step }) => step)],
  }
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
      'Connections time out or are refused although the Service has ready endpoints, or no host name is resolved, in pods that a NetworkPolicy selects.',
    happens:
      'A default-deny policy without a rule for the database or for DNS (port 53, UDP and TCP), a rule that names the Service’s port where it must name the pod’s, or labels that changed.',
    fix: 'Add a rule that allows the connection: egress on the side of the client, ingress on the side of the server, where each is isolated. Policies add up; none takes away.',
    docs: ['https://kubernetes.io/docs/concepts/services-networking/network-policies/'],
  },
  on: ['Pod'],
  reads: ['NetworkPolicy', 'Service', 'Endpoints', 'EndpointSlice', 'Namespace', 'ReplicaSet', 'Job'],
  atHop: fault => (fault.kind === 'policy' ? explain(factsOf(fault.blocked)) : undefined),

  *detect(pod, cluster) {
    for (const { hop, fault } of brokenHops(pod, 'policy', cluster)) {
      const { blocked } = fault
      yield {
        facts: factsOf(blocked),
        subject: fault.subject,
        explains: [fault.subject],
        evidence: hop.evidence,
        confidence: 'likely',
        field: {
          object: refOf(blocked.policy),
          path: blocked.direction === 'Egress' ? 'spec.egress' : 'spec.ingress',
        },
      }
    }
  },

  explain,
})
