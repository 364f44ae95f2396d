import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf, refText } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { selectedPods, selectorText, selectsPod } from '../../workloads/placement/affinity-terms.ts'
import { podsOn } from '../../workloads/placement/node-usage.ts'
import { detectPending } from '../../workloads/placement/pending-hit.ts'
import { podSpecPath, workloadOf } from '../../workloads/workloads.ts'

const FIELD = 'affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution'

/** Placed pods whose own anti-affinity keeps this one off one of the nodes: the rule holds both ways, for all of a zone where it is per zone. */
function keepersAway(pod: Kube<'Pod'>, nodes: readonly Kube<'Node'>[], cluster: Cluster): readonly Kube<'Pod'>[] {
  const placed = nodes.length === 0 ? [] : cluster.list('Node').flatMap(node => podsOn(node.metadata.name, cluster))
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

/** The scheduler looks at the pod's own rules first (`plugins/interpodaffinity/filtering.go`). */
function isByOthersAlone(message: string): boolean {
  return /existing pods anti-affinity/.test(message) && !/match pod anti-affinity/.test(message)
}

/** The revision of a Deployment that a pod is of; undefined for the pods of other kinds. */
function revisionOf({ metadata }: Kube<'Pod'>): string | undefined {
  return metadata.labels?.['pod-template-hash']
}

export default defineCause({
  id: 'pod-anti-affinity-unsatisfied',
  stage: 'scheduling',
  owner: 'app',
  patience: 'stuck',
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
  reads: ['Node', 'Namespace', 'ReplicaSet', 'Job'],

  detect(pod, cluster) {
    return detectPending(pod, cluster, 'pod-anti-affinity-unsatisfied', ({ nodes, message }) => {
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
          holder: holder && refText(refOf(holder)),
          isOwn: holder !== undefined && isOwn(holder),
          topologyKey: term?.topologyKey ?? 'kubernetes.io/hostname',
          rule: term === undefined ? undefined : selectorText(term.labelSelector),
          isRolling:
            holder !== undefined && inTheWay.every(other => isOwn(other) && revisionOf(other) !== revisionOf(pod)),
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

  explain({ pod, holder, isOwn, topologyKey, rule, isRolling, workload, place, nodeCount, fate }) {
    const nodes = nodeCount === 1 ? 'the only fitting node' : 'every fitting node'
    const by = holder === undefined ? 'another pod' : holder
    return {
      title:
        rule === undefined
          ? `the anti-affinity of ${by} keeps the pod off ${nodes}`
          : `required anti-affinity leaves no node: ${nodes} already ${nodeCount === 1 ? 'runs' : 'run'} a pod with ${rule}`,
      why: `Pod ${pod} may not share one ${topologyKey} with ${by}, and no other node fits, so ${fate}.`,
      fix: [
        ...(isRolling
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
            : `Move ${holder ?? 'the other pod'} away, correct the label selector, or add a node.`,
        },
        { text: 'Or make the rule preferredDuringSchedulingIgnoredDuringExecution, if apart is only better.' },
      ],
    }
  },
})
