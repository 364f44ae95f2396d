import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import { podSpecPath, workloadOf } from '../../facts/pods/workloads.ts'
import { selectedPods, selectorText } from '../../facts/scheduling/affinity-terms.ts'
import { podsOn } from '../../facts/scheduling/node-usage.ts'
import { detectPending } from '../../facts/scheduling/pending-hit.ts'
import { matchesSelector } from '../../facts/selectors.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf, refText } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'

const FIELD = 'affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution'

/** A placed pod whose own anti-affinity keeps this one away: the rule holds both ways. */
function keeperAway(pod: Kube<'Pod'>, nodes: readonly Kube<'Node'>[], cluster: Cluster): Kube<'Pod'> | undefined {
  const placed = nodes.flatMap(node => podsOn(node.metadata.name, cluster))
  return placed.find(other =>
    other.spec?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.some(
      ({ labelSelector, namespaces = [] }) =>
        matchesSelector(pod.metadata.labels, labelSelector) &&
        (namespaces.length === 0
          ? other.metadata.namespace === pod.metadata.namespace
          : namespaces.includes(pod.metadata.namespace ?? '')),
    ),
  )
}

export default defineCause({
  id: 'pod-anti-affinity-unsatisfied',
  stage: 'scheduling',
  owner: 'app',
  text: {
    summary: 'Required pod anti-affinity excludes every node',
    shows:
      "The pod stays Pending; FailedScheduling says `didn't match pod anti-affinity rules` or `didn't satisfy existing pods anti-affinity rules`.",
    happens:
      'More replicas than nodes (or zones) that fit, a rolling update that starts a new pod while the old ones hold every node, or a selector that matches other workloads too.',
    fix: 'Run no more replicas than there are nodes, let the update stop an old pod first (maxSurge 0), make the rule preferred, or add nodes.',
    docs: [
      'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity',
    ],
  },
  on: ['Pod'],
  reads: ['Node', 'ReplicaSet', 'Job'],

  detect(pod, cluster) {
    return detectPending(pod, cluster, 'pod-anti-affinity-unsatisfied', ({ nodes, message }) => {
      const object = workloadOf(pod, cluster)
      const terms = pod.spec?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []
      const [term] = terms
      const isOthers = term === undefined || /existing pods anti-affinity/.test(message)
      const holders = terms.flatMap(known => selectedPods(known, pod, cluster) ?? [])
      const keeper = isOthers ? keeperAway(pod, nodes, cluster) : undefined
      const holder = keeper ?? holders[0]
      const owner = holder && workloadOf(holder, cluster)
      const value = `not near ${selectorText(term?.labelSelector)} per ${term?.topologyKey ?? ''}`
      return {
        facts: {
          holder: holder && refText(refOf(holder)),
          isOwn: owner !== undefined && refText(owner) === refText(object),
          topologyKey: term?.topologyKey ?? 'kubernetes.io/hostname',
          rule: term === undefined ? undefined : selectorText(term.labelSelector),
          rolling: isRolling(object.kind, holders, pod),
        },
        ...(term === undefined
          ? {}
          : {
              field: { object, path: `${podSpecPath(object.kind)}.${FIELD}`, value: selectorText(term.labelSelector) },
            }),
        evidence: [
          ...(term === undefined ? [] : [fieldEvidence(pod, `spec.${FIELD}[0]`, value)]),
          ...(holder === undefined ? [] : [fieldEvidence(holder, 'spec.nodeName', holder.spec?.nodeName ?? '')]),
        ],
      }
    })
  },

  explain({ pod, holder, isOwn, topologyKey, rule, rolling, workload, place, nodeCount }) {
    const nodes = nodeCount === 1 ? 'the only fitting node' : 'every fitting node'
    const by = holder === undefined ? 'another pod' : holder
    return {
      title:
        rule === undefined
          ? `the anti-affinity of ${by} keeps the pod off ${nodes}`
          : `required anti-affinity leaves no node: ${nodes} already ${nodeCount === 1 ? 'runs' : 'run'} a pod with ${rule}`,
      why: `Pod ${pod} may not share one ${topologyKey} with ${by}, and no other node fits, so it stays Pending.`,
      fix: [
        ...(rolling
          ? [
              {
                text: 'Let the rolling update stop an old pod before it starts a new one.',
                command: sh`kubectl patch deployment ${workload.name}${place} -p '{"spec":{"strategy":{"rollingUpdate":{"maxSurge":0,"maxUnavailable":1}}}}'`,
              },
            ]
          : []),
        {
          text: isOwn
            ? 'Run no more replicas than there are nodes that fit, or add a node.'
            : `Move ${by} away, correct the label selector, or add a node.`,
        },
        { text: 'Or make the rule preferredDuringSchedulingIgnoredDuringExecution, if apart is only better.' },
      ],
    }
  },
})

/** True where the pods in the way are of an older revision of the same Deployment. */
function isRolling(kind: string, holders: readonly Kube<'Pod'>[], pod: Kube<'Pod'>): boolean {
  const hash = pod.metadata.labels?.['pod-template-hash']
  return (
    kind === 'Deployment' &&
    hash !== undefined &&
    holders.length > 0 &&
    holders.every(({ metadata }) => metadata.labels?.['pod-template-hash'] !== hash)
  )
}
