import type { Step } from '../../cause.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { selectorText } from '../../cluster/selectors.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf, refText } from '../../ref.ts'
import { command as sh } from '../../shell.ts'
import { podsOn } from '../../workloads/nodes/node-pods.ts'
import { namespaceWith, sawNamespaces, selectedPods, selectsPod } from '../../workloads/placement/affinity-terms.ts'
import { noSurge, templateSteps } from '../../workloads/template-patch.ts'
import { podSpecPath, workloadOf } from '../../workloads/workloads.ts'
import type { PendingCause } from './pending.ts'

const AFFINITY = 'affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution'
const ANTI_AFFINITY = 'affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution'

interface AffinityFacts {
  readonly terms: readonly unknown[]
  readonly selector: string
  readonly topologyKey: string
  /** True if no such pod has been placed at all. */
  readonly isAlone: boolean
  readonly namespaces: readonly string[]
  readonly isWide: boolean
  /** A namespace not covered by the rule that has such a pod. */
  readonly elsewhere: string | undefined
}

export const podAffinity: PendingCause<AffinityFacts> = {
  obstacle: 'affinity',
  owner: 'app',
  patience: 'stuck',
  text: {
    summary: 'Required pod affinity matches no running pod',
    shows: "The pod stays Pending; FailedScheduling says `node(s) didn't match pod affinity rules`.",
    happens:
      'The pods it must run near are not running, have other labels or are in another namespace, or the nodes lack the topology key’s label.',
    fix: 'Correct the rule’s label selector or namespaces, start the other pods first, or make the affinity preferred instead of required.',
    docs: [
      'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity',
    ],
  },

  detail(pod, _verdict, cluster) {
    const object = workloadOf(pod, cluster)
    const terms = pod.spec?.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []
    const lonely = terms.find(known => selectedPods(known, pod, cluster)?.length === 0)
    const term = lonely ?? terms[0]
    const path = `${AFFINITY}[${lonely === undefined ? 0 : terms.indexOf(lonely)}]`
    const topologyKey = term?.topologyKey ?? ''
    const selector = selectorText(term?.labelSelector)
    return {
      facts: {
        terms,
        selector,
        topologyKey,
        isAlone: lonely !== undefined && sawNamespaces(lonely, pod, cluster),
        namespaces: term?.namespaces ?? [],
        isWide: term?.namespaceSelector !== undefined,
        elsewhere: lonely === undefined ? undefined : namespaceWith(lonely, pod, cluster),
      },
      evidence: [fieldEvidence(pod, `spec.${path}`, `${selector} per ${topologyKey}`)],
      field: { object, path: `${podSpecPath(object.kind)}.${path}.labelSelector`, value: selector },
    }
  },

  explain({ pod, workload, namespaceFlag, terms, selector, topologyKey, isAlone, namespaces, isWide, elsewhere }) {
    const where = namespaces.length === 0 ? '' : ` in ${namespaces.join(', ')}`
    const inNamespace = namespaces[0] === undefined ? namespaceFlag : ` -n ${namespaces[0]}`
    return {
      title: isAlone
        ? `pod affinity requires a pod with ${selector} nearby, and there is none${where}`
        : `pod affinity requires a node near pods with ${selector}, and no eligible node is`,
      why: `Pod ${pod} can run only in the same ${topologyKey} as such a pod, so it stays Pending.`,
      fix: [
        ...(elsewhere === undefined
          ? []
          : [
              {
                kind: 'change' as const,
                text: `Namespace ${elsewhere} has such a pod: add it to the rule's namespaces, since a rule only covers the pod's own namespace.`,
              },
            ]),
        {
          kind: 'change',
          text: 'Start the pods it must run near, or correct the rule’s label selector or namespaces.',
        },
        ...preferring('podAffinity', terms, 'co-location', { ...workload, namespaceFlag }),
        {
          kind: 'check',
          text: 'List where such pods run.',
          command: isWide
            ? sh`kubectl get pods --all-namespaces -l '${selector}' -o wide`
            : sh`kubectl get pods${inNamespace} -l '${selector}' -o wide`,
        },
      ],
    }
  },
}

/** The placed pods with such a rule: few, and the same for all pods that no node fits. */
function withAntiAffinity(nodes: readonly Kube<'Node'>[], cluster: Cluster): readonly Kube<'Pod'>[] {
  const placed = nodes.flatMap(node => podsOn(node.metadata.name, cluster))
  return placed.filter(({ spec }) => spec?.affinity?.podAntiAffinity !== undefined)
}

/** A step that makes required terms preferred: what kept the pod Pending then only ranks the nodes. */
function preferring(
  field: 'podAffinity' | 'podAntiAffinity',
  terms: readonly unknown[],
  what: string,
  workload: { readonly kind: string; readonly name: string; readonly namespaceFlag: string },
): readonly Step[] {
  if (terms.length === 0) return []
  const rules = {
    requiredDuringSchedulingIgnoredDuringExecution: null,
    preferredDuringSchedulingIgnoredDuringExecution: terms.map(podAffinityTerm => ({ weight: 100, podAffinityTerm })),
  }
  return templateSteps(`Or make the rule preferred, if ${what} is only preferred.`, workload, {
    affinity: { [field]: rules },
  })
}

/**
 * Placed pods whose own anti-affinity excludes this one from a node: the rule works both ways, for a whole zone if it
 * is per zone.
 */
function keepersAway(pod: Kube<'Pod'>, nodes: readonly Kube<'Node'>[], cluster: Cluster): readonly Kube<'Pod'>[] {
  const placed = nodes.length === 0 ? [] : cluster.of(cluster.list('Node'), withAntiAffinity)
  const isNear = (other: Kube<'Pod'>, key: string) => {
    const domain = cluster.get({ kind: 'Node', name: other.spec?.nodeName ?? '' })?.metadata.labels?.[key]
    return domain !== undefined && nodes.some(({ metadata }) => metadata.labels?.[key] === domain)
  }
  return placed.filter(other =>
    other.spec?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.some(
      term => selectsPod(term, other, pod, cluster) && isNear(other, term.topologyKey ?? ''),
    ),
  )
}

/** The scheduler checks the pod's own rules first (`plugins/interpodaffinity/filtering.go`). */
function isByOthersAlone(message: string): boolean {
  return !/match pod anti-affinity/.test(message)
}

/** The Deployment revision of a pod; undefined for pods of other kinds. */
function revisionOf({ metadata }: Kube<'Pod'>): string | undefined {
  return metadata.labels?.['pod-template-hash']
}

interface AntiAffinityFacts {
  readonly terms: readonly unknown[]
  readonly holder: string | undefined
  readonly isOwn: boolean
  readonly topologyKey: string
  /** The selector of the pod's own rule; undefined if only rules of other pods exclude it. */
  readonly rule: string | undefined
  /** True if it is the pod's own rule and was not read. */
  readonly isUnread: boolean
  /** True if a rolling update blocks itself. */
  readonly isRolling: boolean
}

export const podAntiAffinity: PendingCause<AntiAffinityFacts> = {
  obstacle: 'anti-affinity',
  owner: 'app',
  patience: 'stuck',
  text: {
    summary: 'Required pod anti-affinity excludes every node',
    shows:
      "The pod stays Pending; FailedScheduling says `didn't match pod anti-affinity rules` or `didn't satisfy existing pods anti-affinity rules`.",
    happens:
      'There are more replicas than eligible nodes (or zones), a rolling update starts a new pod while old ones occupy every node, or the selector also matches other workloads.',
    fix: 'Run no more replicas than there are nodes, set maxSurge 0 so that the update stops an old pod first, make the rule preferred, or add nodes.',
    docs: [
      'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity',
    ],
  },

  detail(pod, { nodes, message }, cluster) {
    const object = workloadOf(pod, cluster)
    const terms = pod.spec?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []
    const isOthers = isByOthersAlone(message)
    const term = isOthers ? undefined : terms[0]
    const inTheWay = isOthers
      ? keepersAway(pod, nodes, cluster)
      : terms.flatMap(known => selectedPods(known, pod, cluster) ?? [])
    const [holder] = inTheWay
    const isOwn = (other: Kube<'Pod'>) => refText(workloadOf(other, cluster)) === refText(object)
    const value = `not near ${selectorText(term?.labelSelector)} per ${term?.topologyKey ?? ''}`
    return {
      facts: {
        terms: term === undefined ? [] : terms,
        holder: holder && refText(refOf(holder)),
        isOwn: holder !== undefined && isOwn(holder),
        topologyKey: term?.topologyKey ?? 'kubernetes.io/hostname',
        rule: term === undefined ? undefined : selectorText(term.labelSelector),
        isUnread: !isOthers && term === undefined,
        isRolling:
          holder !== undefined && inTheWay.every(other => isOwn(other) && revisionOf(other) !== revisionOf(pod)),
      },
      ...(term === undefined
        ? {}
        : {
            field: {
              object,
              path: `${podSpecPath(object.kind)}.${ANTI_AFFINITY}`,
              value: selectorText(term.labelSelector),
            },
          }),
      evidence: [
        ...(term === undefined ? [] : [fieldEvidence(pod, `spec.${ANTI_AFFINITY}[0]`, value)]),
        ...(holder === undefined ? [] : [fieldEvidence(holder, 'spec.nodeName', holder.spec?.nodeName ?? '')]),
      ],
    }
  },

  explain(facts) {
    const { pod, terms, holder, isOwn, topologyKey, rule, isRolling, isUnread } = facts
    const { workload, namespaceFlag, nodeCount, fate } = facts
    const nodes = nodeCount === 1 ? 'the only eligible node' : 'every eligible node'
    if (isUnread)
      return {
        title: `the pod's required anti-affinity excludes ${nodes}`,
        why: `Pod ${pod} must not run next to pods that match its rule, and no other node fits, so ${fate}; the rule itself was not read.`,
        fix: [
          { kind: 'check', text: 'Show the rule.', command: sh`kubectl get pod ${pod}${namespaceFlag} -o yaml` },
          {
            kind: 'change',
            text: 'Run no more replicas than there are eligible nodes, make the rule preferred if that is enough, or add a node.',
          },
        ],
      }
    const by = holder === undefined ? 'another pod' : holder
    return {
      title:
        rule === undefined
          ? `the anti-affinity rule of ${by} excludes ${nodes}`
          : `required anti-affinity excludes every node: ${nodes} already runs a pod with ${rule}`,
      why: `Pod ${pod} must not run in the same ${topologyKey} as ${by}, and no other node fits, so ${fate}.`,
      fix: [
        ...(isRolling
          ? [
              noSurge(
                'Set maxSurge 0, so that the rolling update stops an old pod before it starts a new one.',
                workload.name,
                namespaceFlag,
              ),
            ]
          : []),
        {
          kind: 'change',
          text: isOwn
            ? 'Run no more replicas than there are eligible nodes, or add a node.'
            : `Move ${holder ?? 'the other pod'} to another node, correct the label selector, or add a node.`,
        },
        ...preferring('podAntiAffinity', terms, 'spreading', { ...workload, namespaceFlag }),
      ],
    }
  },
}

interface Spread {
  readonly topologyKey: string
  readonly maxSkew: string | number
  readonly selector: string
  readonly isLabelMissing: boolean
  /** If the constraint requires more domains than the eligible nodes are in: both numbers. */
  readonly domains: { readonly wanted: number; readonly known: number } | undefined
}

export const topologySpread: PendingCause<{ readonly constraint: Spread | undefined }> = {
  obstacle: 'spread',
  owner: 'app',
  patience: 'stuck',
  text: {
    summary: 'A DoNotSchedule topology spread constraint excludes every node',
    shows: "The pod stays Pending; FailedScheduling says `node(s) didn't match pod topology spread constraints`.",
    happens:
      'The nodes lack the topology key’s label, a zone is full so that the skew would grow, or the selector counts pods of other revisions.',
    fix: 'Label the nodes, raise maxSkew, use whenUnsatisfiable ScheduleAnyway, or add a node in the full zone. `matchLabelKeys: [pod-template-hash]` counts each revision separately.',
    docs: ['https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/'],
  },

  detail(pod, { nodes, message }, cluster) {
    const object = workloadOf(pod, cluster)
    const all = pod.spec?.topologySpreadConstraints ?? []
    const hard = all.filter(({ whenUnsatisfiable = 'DoNotSchedule' }) => whenUnsatisfiable === 'DoNotSchedule')
    const lacking = hard.find(({ topologyKey = '' }) =>
      nodes.every(({ metadata }) => metadata.labels?.[topologyKey] === undefined),
    )
    const constraint = lacking ?? hard[0]
    if (constraint === undefined) return { facts: { constraint } }
    const { topologyKey = '', maxSkew = '', labelSelector, minDomains = 1 } = constraint
    const known = new Set(nodes.map(({ metadata }) => metadata.labels?.[topologyKey]).filter(Boolean)).size
    const selector = selectorText(labelSelector)
    const path = `topologySpreadConstraints[${all.indexOf(constraint)}]`
    const value = `maxSkew ${maxSkew} per ${topologyKey} of pods with ${selector}`
    const isLabelMissing = nodes.length === 0 ? /missing required label/.test(message) : lacking !== undefined
    return {
      facts: {
        constraint: {
          topologyKey,
          maxSkew,
          selector,
          isLabelMissing,
          domains: nodes.length > 0 && minDomains > known ? { wanted: minDomains, known } : undefined,
        },
      },
      evidence: [fieldEvidence(pod, `spec.${path}`, value)],
      field: { object, path: `${podSpecPath(object.kind)}.${path}`, value },
    }
  },

  explain({ pod, workload, namespaceFlag, constraint }) {
    if (constraint === undefined) {
      return {
        title: 'the scheduler’s default topology spread excludes every node',
        why: `Pod ${pod} has no constraints of its own, and those in the scheduler's configuration exclude every node, so it stays Pending.`,
        fix: [
          {
            kind: 'change',
            text: 'Add topologySpreadConstraints to the pod template, or change defaultConstraints of the plugin PodTopologySpread.',
          },
        ],
      }
    }
    const { topologyKey, maxSkew, selector, isLabelMissing, domains } = constraint
    const soft = templateSteps(
      'Or set whenUnsatisfiable: ScheduleAnyway, if an even spread is only preferred.',
      { ...workload, namespaceFlag },
      { topologySpreadConstraints: [{ topologyKey, whenUnsatisfiable: 'ScheduleAnyway' }] },
    )
    if (isLabelMissing) {
      return {
        title: `the topology spread over ${topologyKey} excludes every node: the eligible nodes lack that label`,
        why: `Pod ${pod} can run only on nodes with the label ${topologyKey}, so it stays Pending.`,
        fix: [
          {
            kind: 'change',
            text: 'Label the nodes, or use a topology key that they have, such as kubernetes.io/hostname.',
          },
          ...soft,
          {
            kind: 'check',
            text: 'List the nodes with this label.',
            command: sh`kubectl get nodes -L ${topologyKey}`,
          },
        ],
      }
    }
    if (domains !== undefined) {
      return {
        title: `the topology spread over ${topologyKey} needs ${domains.wanted} domains, but the eligible nodes are in ${domains.known}`,
        why: `With too few domains at most ${maxSkew} of the pods with ${selector} can run in each, so pod ${pod} stays Pending.`,
        fix: [
          {
            kind: 'change',
            text: `Add a node in another ${topologyKey}, or lower minDomains.`,
          },
          ...soft,
          {
            kind: 'check',
            text: 'List the domains.',
            command: sh`kubectl get nodes -L ${topologyKey}`,
          },
        ],
      }
    }
    return {
      title: `the topology spread over ${topologyKey} excludes every node: anywhere else the skew would exceed ${maxSkew}`,
      why: `Pod ${pod} can run only where the fewest pods with ${selector} run, and no node there fits, so it stays Pending.`,
      fix: [
        {
          kind: 'check',
          text: `Find out which ${topologyKey} has the fewest of these pods and why no node there fits.`,
          command: sh`kubectl get pods${namespaceFlag} -l '${selector}' -o wide`,
        },
        { kind: 'change', text: `Add a node there, or raise maxSkew.` },
        ...soft,
      ],
    }
  },
}
