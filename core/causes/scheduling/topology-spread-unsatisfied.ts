import { fieldEvidence } from '../../evidence.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { selectorText } from '../../workloads/placement/affinity-terms.ts'
import { detectPending } from '../../workloads/placement/pending-hit.ts'
import { podSpecPath, workloadOf } from '../../workloads/workloads.ts'

interface Spread {
  readonly topologyKey: string
  readonly maxSkew: string | number
  readonly selector: string
  readonly isLabelMissing: boolean
  /** Where the constraint wants more domains than the nodes at fault are in: how many it wants, and how many there are. */
  readonly domains: { readonly wanted: number; readonly known: number } | undefined
}

export default defineCause({
  id: 'topology-spread-unsatisfied',
  stage: 'scheduling',
  owner: 'app',
  patience: 'stuck',
  text: {
    summary: 'A DoNotSchedule topology spread constraint excludes every node',
    shows: "The pod stays Pending; FailedScheduling says `node(s) didn't match pod topology spread constraints`.",
    happens:
      'The nodes lack the label of the topology key, one zone has no room so that the skew would grow, or the selector counts pods of other revisions.',
    fix: 'Label the nodes, raise maxSkew, use whenUnsatisfiable ScheduleAnyway, or add a node in the zone that lacks one. `matchLabelKeys: [pod-template-hash]` counts each revision for itself.',
    docs: ['https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/'],
  },
  on: ['Pod'],
  reads: ['Node', 'ReplicaSet', 'Job'],

  detect(pod, cluster) {
    return detectPending<{ readonly constraint: Spread | undefined }>(
      pod,
      cluster,
      'topology-spread-unsatisfied',
      ({ nodes, message }) => {
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
    )
  },

  explain({ pod, place, constraint }) {
    if (constraint === undefined) {
      return {
        title: 'the default topology spread of the scheduler leaves no node',
        why: `Pod ${pod} has no constraint of its own, and those of the scheduler's configuration leave it no node, so it stays Pending.`,
        fix: [
          {
            text: 'Give the pod topologySpreadConstraints of its own, or change defaultConstraints of the plugin PodTopologySpread.',
          },
        ],
      }
    }
    const { topologyKey, maxSkew, selector, isLabelMissing, domains } = constraint
    const soft = { text: 'Or set whenUnsatisfiable: ScheduleAnyway, if an even spread is only better.' }
    if (isLabelMissing) {
      return {
        title: `the spread over ${topologyKey} leaves no node: the fitting nodes lack that label`,
        why: `Pod ${pod} may run only on nodes that say which ${topologyKey} they are in, so it stays Pending.`,
        fix: [
          {
            text: 'Label the nodes, or spread over a label that they have, such as kubernetes.io/hostname.',
            command: sh`kubectl get nodes -L ${topologyKey}`,
          },
          soft,
        ],
      }
    }
    if (domains !== undefined) {
      return {
        title: `the spread over ${topologyKey} wants ${domains.wanted} domains, and the fitting nodes are in ${domains.known}`,
        why: `With too few domains no more than ${maxSkew} of the pods with ${selector} may run in each, so pod ${pod} stays Pending.`,
        fix: [
          {
            text: `Add a node in another ${topologyKey}, or lower minDomains.`,
            command: sh`kubectl get nodes -L ${topologyKey}`,
          },
          soft,
        ],
      }
    }
    return {
      title: `the spread over ${topologyKey} leaves no node: anywhere else the skew would exceed ${maxSkew}`,
      why: `Pod ${pod} may go only where fewest pods with ${selector} run, and no node there fits, so it stays Pending.`,
      fix: [
        {
          text: `See which ${topologyKey} has fewest of them and why nothing fits there; add a node there or raise maxSkew.`,
          command: sh`kubectl get pods${place} -l '${selector}' -o wide`,
        },
        soft,
      ],
    }
  },
})
