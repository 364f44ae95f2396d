import type { Step } from '../../cause.ts'
import { isEmptySelector } from '../../cluster/selectors.ts'
import type { Words } from '../../finding.ts'
import { resourceArgument } from '../../kube/api-group.ts'
import { kindText, refOf, refText } from '../../ref.ts'
import type { ObjectRef } from '../../report.ts'
import { defineFamily } from '../../rule.ts'
import { namespaceFlag, command as sh, withPatch } from '../../shell.ts'
import { brokenHops } from '../../workloads/crashes/reach.ts'
import type { Admission } from '../../workloads/network/admissions.ts'
import type { Blocked } from '../../workloads/network/hops.ts'
import { ofFault } from '../../workloads/network/hops.ts'
import { PATH_KINDS } from '../../workloads/network/path.ts'

/** For the words. Plain JSON. */
interface PolicyFacts extends Omit<Blocked, 'policy' | 'next'> {
  readonly kind: string
  /** The kind as an argument of kubectl. */
  readonly resource: string
  readonly policy: string
  readonly namespaceFlag: string
  /** True if it selects every pod of its namespace: what it allows is allowed for all of them. */
  readonly isForAll: boolean
  readonly next: readonly PolicyFacts[]
}

/** Merges the patches of one policy: lists created by the first one are appended to. */
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

/** A narrower alternative to opening a policy of every pod. Cluster DNS is for every pod, so it has none. */
function narrower({ policy, isForAll, isDns, direction, client, target }: PolicyFacts): readonly Step[] {
  if (!isForAll || isDns) return []
  const whose = direction === 'Egress' ? client : target
  return [
    {
      kind: 'change',
      text: `Or, because ${policy} selects every pod of its namespace, add a policy that selects only the pods of ${whose} and has this rule.`,
    },
  ]
}

/** One policy may block both ends: it is changed once. */
function factsOf({ policy, next, admission, ...more }: Blocked): PolicyFacts {
  const same = next.filter(other => other.policy === policy).map(other => other.admission)
  const isWhole = admission !== undefined && same.every(other => other !== undefined)
  return {
    ...more,
    kind: kindText(policy.kind),
    resource: resourceArgument(policy),
    policy: policy.metadata.name,
    isForAll: policy.kind === 'NetworkPolicy' && isEmptySelector(policy.spec?.podSelector ?? {}),
    namespaceFlag: namespaceFlag(policy.metadata.namespace),
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

function fixOf(facts: PolicyFacts): Step {
  const { kind, resource, policy, namespaceFlag, direction, target, client, admission, isDenied } = facts
  const isMesh = kind === 'AuthorizationPolicy'
  const rule = isMesh
    ? `a rule for ${client}`
    : direction === 'Egress'
      ? `an egress rule to ${target}`
      : `an ingress rule from ${client}`
  if (admission !== undefined)
    return {
      kind: 'change',
      text: !isDenied
        ? `Add ${rule}${portsOf(facts)}.`
        : isMesh
          ? `Leave the identity of ${client} out of the rule that denies it.`
          : `Add ${rule}${portsOf(facts)} before the one that denies it.`,
      command: withPatch(sh`kubectl patch ${resource} ${policy}${namespaceFlag}`, admission.patch),
      patch: admission.patch,
    }
  return {
    kind: 'change',
    text: isDenied
      ? `Narrow the rule that denies it so that it no longer covers ${client}.`
      : isMesh
        ? `Add ${client} to the mesh, so that a rule can name its identity, or allow its address (ipBlocks).`
        : facts.isDns
          ? `Add ${rule} (UDP 53, TCP 53).`
          : direction === 'Ingress' && facts.isOutside
            ? `Add ${rule}, by address (ipBlock). Unless externalTrafficPolicy is Local, nodes replace the client’s address with their own.`
            : kind === 'NetworkPolicy' && facts.isOutside
              ? `Add ${rule}, by address (ipBlock).`
              : facts.isOutside
                ? `Add ${rule}.`
                : `Add ${rule} for the port that the server’s container listens on.`,
    command: sh`kubectl edit ${resource} ${policy}${namespaceFlag}`,
  }
}

function explainPolicy(facts: PolicyFacts): Words {
  const { kind, policy, others, overruledBy, client, target, direction, isDns, isDenied, next } = facts
  const isMesh = kind === 'AuthorizationPolicy'
  const also = others.length === 0 ? '' : ` Neither do ${others.slice(0, 4).join(', ')}.`
  return {
    title: `${kind} ${policy} ${isDenied ? `denies traffic from ${client} to` : `does not allow ${client} to reach`} ${target}${isDns ? ' (port 53)' : ''}`,
    why: isMesh
      ? `The server’s proxy refuses the requests with 403 (RBAC: access denied): ${isDenied ? 'a rule of the policy denies them' : 'once a policy applies, only what some policy allows gets through'}.${also}`
      : isDenied
        ? 'A rule of the policy denies this traffic, so it is dropped regardless of NetworkPolicies.'
        : `The policy selects ${direction === 'Egress' ? 'the client’s' : 'the server’s'} pods and has no rule for this traffic, so it is dropped${overruledBy.length === 0 ? '' : ' unless a policy of another kind allows it'}.${also}`,
    // The patch is for the first policy; others are changed by their commands.
    fix: [
      ...(overruledBy.length === 0
        ? []
        : [
            {
              kind: 'check' as const,
              text: 'Check whether a policy of another kind allows it.',
              command: sh`kubectl get ${overruledBy.join(',')} --all-namespaces -o yaml`,
            },
          ]),
      fixOf(facts),
      ...next.map(fixOf).map(({ patch: _, ...step }) => step),
      ...narrower(facts),
    ],
  }
}

interface StoppedFacts {
  readonly workload: ObjectRef
  readonly service: ObjectRef
}

function explainStopped({ workload, service }: StoppedFacts): Words {
  const { kind, name, namespace } = workload
  if (kind === 'DaemonSet')
    return {
      title: `${refText(workload)} matches no node, so Service ${service.name} has no endpoints`,
      why: 'No node has the labels in its nodeSelector, so there are no pods, and every connection to the Service fails.',
      fix: [
        { kind: 'check', text: 'List the nodes’ labels.', command: 'kubectl get nodes --show-labels' },
        {
          kind: 'change',
          text: 'Change the nodeSelector so that it matches nodes, or label the nodes.',
          command: sh`kubectl edit daemonset/${name}${namespaceFlag(namespace)}`,
        },
      ],
    }
  return {
    title: `${refText(workload)} is scaled to zero, so Service ${service.name} has no endpoints`,
    why: 'With 0 replicas there are no pods, so every connection to the Service fails.',
    fix: [
      {
        kind: 'change',
        text: `Scale ${kind} ${name} up again.`,
        command: sh`kubectl scale ${kind.toLowerCase()}/${name}${namespaceFlag(namespace)} --replicas=1`,
        patch: { spec: { replicas: 1 } },
      },
    ],
  }
}

interface LocalFacts {
  readonly name: string
  readonly namespace: string | undefined
  readonly node: string
  /** Nodes with an endpoint. */
  readonly nodes: readonly string[]
}

function explainLocal({ name, namespace, node, nodes }: LocalFacts): Words {
  const some = nodes.slice(0, 3).join(', ')
  const patch = { spec: { internalTrafficPolicy: 'Cluster' } }
  return {
    title: `Service ${name} keeps traffic on the client’s node, and ${node} has no endpoint of it`,
    why: `With internalTrafficPolicy: Local, connections from ${node} are dropped: the ready endpoints are on ${some}${nodes.length > 3 ? ' and others' : ''}.`,
    fix: [
      {
        kind: 'change',
        text: 'Route the Service to endpoints on any node.',
        command: withPatch(sh`kubectl patch service ${name}${namespaceFlag(namespace)}`, patch),
        patch,
      },
      { kind: 'change', text: 'Or run an endpoint on every node that has clients, for example with a DaemonSet.' },
    ],
  }
}

interface ProxyFacts {
  readonly node: string
  readonly name: string
  /** kube-proxy's pod on the node. */
  readonly pod: string | undefined
}

function explainProxy({ node, name, pod }: ProxyFacts): Words {
  return {
    title: `kube-proxy is not running on node ${node}`,
    why: 'Without it the node cannot route Service addresses to pods, so connections to Services time out there.',
    fix: [
      pod === undefined
        ? {
            kind: 'check',
            text: `Find out why DaemonSet ${name} has no pod on ${node}.`,
            command: sh`kubectl describe daemonset ${name} -n kube-system`,
          }
        : {
            kind: 'check',
            text: 'Find out why its pod is not ready.',
            command: sh`kubectl describe pod ${pod} -n kube-system`,
          },
      ...(pod === undefined
        ? []
        : [
            {
              kind: 'check' as const,
              text: 'Read its log; --previous shows that of the previous run.',
              command: sh`kubectl logs ${pod} -n kube-system`,
            },
          ]),
    ],
  }
}

/**
 * The first broken hop of a path that an app needs according to its log or probe, traced through the specifications.
 */
export default defineFamily<
  'Pod',
  {
    'network-policy-blocking': PolicyFacts
    'dependency-scaled-to-zero': StoppedFacts
    'service-without-local-endpoint': LocalFacts
    'kube-proxy-not-running': ProxyFacts
  }
>({
  family: 'broken-paths',
  stage: 'network',
  on: ['Pod'],
  reads: [...PATH_KINDS, 'Job'],

  *detect(pod, cluster) {
    for (const { hop, fault } of brokenHops(pod, cluster)) {
      const { subject, because } = fault
      const hit = { subject, explains: [subject], evidence: hop.evidence }
      switch (fault.kind) {
        case 'policy': {
          const { blocked } = fault
          const isMesh = blocked.policy.kind === 'AuthorizationPolicy'
          const path = isMesh ? 'spec.rules' : blocked.direction === 'Egress' ? 'spec.egress' : 'spec.ingress'
          yield {
            cause: 'network-policy-blocking',
            ...hit,
            facts: factsOf(blocked),
            confidence: 'likely',
            field: { object: refOf(blocked.policy), path },
          }
          break
        }
        case 'scaled-to-zero':
          yield {
            cause: 'dependency-scaled-to-zero',
            ...hit,
            facts: { workload: subject, service: fault.service },
            confidence: 'certain',
            field:
              subject.kind === 'DaemonSet'
                ? { object: subject, path: 'spec.template.spec.nodeSelector' }
                : { object: subject, path: 'spec.replicas', value: '0', suggestion: '1' },
          }
          break
        case 'node-local':
          yield {
            cause: 'service-without-local-endpoint',
            ...hit,
            facts: { name: subject.name, namespace: subject.namespace, node: fault.node, nodes: fault.nodes },
            confidence: 'certain',
            field: {
              object: subject,
              path: 'spec.internalTrafficPolicy',
              value: 'Local',
              suggestion: 'Cluster',
            },
          }
          break
        case 'proxy':
          yield {
            cause: 'kube-proxy-not-running',
            ...hit,
            facts: { node: fault.node, name: subject.name, pod: because[0]?.name },
            because,
            confidence: 'likely',
          }
          break
        default:
      }
    }
  },

  causes: {
    'network-policy-blocking': {
      owner: 'app',
      patience: 'stuck',
      text: {
        summary: 'A network policy denies traffic that the workload needs',
        shows:
          'In pods that a network policy selects, connections time out or are refused although the Service has ready endpoints, or no host name resolves.',
        happens:
          'A default-deny policy has no rule for the database or for DNS (port 53, UDP and TCP), a rule has the Service’s port instead of the pod’s, or labels have changed.',
        fix: 'Add a rule that allows the connection: egress for the client’s pods, ingress for the server’s pods, wherever a policy selects them. NetworkPolicies are additive; none takes access away. Cilium policies, Calico policies and AdminNetworkPolicies can also deny.',
        docs: ['https://kubernetes.io/docs/concepts/services-networking/network-policies/'],
      },
      atHop: ofFault('policy', ({ blocked }) => explainPolicy(factsOf(blocked))),
      explain: explainPolicy,
    },

    'dependency-scaled-to-zero': {
      owner: 'app',
      patience: 'stuck',
      text: {
        summary: 'A dependency that the app cannot reach is scaled to zero',
        shows:
          'The app logs refused connections or timeouts to a Service; `kubectl get deployment` shows 0/0 for the workload behind it, and the Service has no endpoints.',
        happens:
          'It was scaled down manually, by a schedule or by an autoscaler, or a manifest with `replicas: 0` was applied.',
        fix: 'Scale it up again, or remove the dependency from the app.',
        docs: ['https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#scaling-a-deployment'],
      },
      atHop: ofFault('scaled-to-zero', ({ subject, service }) => explainStopped({ workload: subject, service })),
      explain: explainStopped,
    },

    'service-without-local-endpoint': {
      owner: 'app',
      patience: 'stuck',
      text: {
        summary: 'A Service keeps traffic on the node, but the client’s node has no endpoint',
        shows:
          'Connections to a Service time out from pods on some nodes and work on others, although the Service has ready endpoints.',
        happens:
          '`internalTrafficPolicy: Local` on a Service whose pods do not run on every node: kube-proxy drops connections from nodes without one.',
        fix: 'Set `internalTrafficPolicy: Cluster`, or run an endpoint on every node.',
        docs: ['https://kubernetes.io/docs/concepts/services-networking/service-traffic-policy/'],
      },
      atHop: ofFault('node-local', ({ subject: { name, namespace }, node, nodes }) =>
        explainLocal({ name, namespace, node, nodes }),
      ),
      explain: explainLocal,
    },

    'kube-proxy-not-running': {
      owner: 'platform',
      patience: 'slow',
      text: {
        summary: 'kube-proxy is not running on the node',
        shows:
          'Connections to Service addresses, including cluster DNS, time out from pods on one node but work elsewhere.',
        happens:
          'The node’s kube-proxy pod crashes, cannot pull its image, or is kept off the node by a taint or a selector.',
        fix: 'Repair the kube-proxy pod on the node; its log says what is wrong.',
        docs: [
          'https://kubernetes.io/docs/reference/networking/virtual-ips/',
          'https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/#is-the-kube-proxy-working',
        ],
      },
      atHop: ofFault('proxy', ({ node, subject, because: [pod] }) =>
        explainProxy({ node, name: subject.name, pod: pod?.name }),
      ),
      explain: explainProxy,
    },
  },
})
