import { fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import { matchesOf } from '../../matches.ts'
import { command as sh } from '../../shell.ts'
import { dedicatedTaints, troubleOfKey } from '../../workloads/nodes/node-state.ts'
import type { Taint } from '../../workloads/nodes/taints.ts'
import { taintText } from '../../workloads/nodes/taints.ts'
import { templateSteps } from '../../workloads/template-patch.ts'
import { podSpecPath, templateOf, workloadOf } from '../../workloads/workloads.ts'
import type { PendingCause } from './pending.ts'
import { namedNode, nameList } from './pending.ts'

/** If only control-plane nodes are left, the fix is a worker node, not a toleration. */
const CONTROL_PLANE = /^node-role\.kubernetes\.io\/(?:control-plane|master)$/

/** Taints that a new node has until a controller or driver has initialized it. */
const STARTING = /^node\.cloudprovider\.kubernetes\.io\/uninitialized$|\/(?:agent-)?not-ready$|startup/

/** Nodes with the same untolerated taints. */
interface TaintGroup {
  readonly nodes: readonly string[]
  readonly taints: readonly Taint[]
}

function isOfControlPlane({ taints }: TaintGroup): boolean {
  return taints.some(({ key = '' }) => CONTROL_PLANE.test(key))
}

function isStarting({ key = '' }: Taint): boolean {
  return STARTING.test(key)
}

/**
 * Groups in order: nodes that are still being initialized, then workers before the control plane, and fewest taints to
 * tolerate.
 */
function taintGroups(spec: Kube<'Pod'>['spec'], nodes: readonly Kube<'Node'>[]): readonly TaintGroup[] {
  const alike = new Map<readonly Taint[], string[]>()
  for (const node of nodes) {
    const taints = dedicatedTaints(spec, node)
    const known = alike.get(taints)
    if (known === undefined) alike.set(taints, [node.metadata.name])
    else known.push(node.metadata.name)
  }
  const groups = new Map<string, TaintGroup>()
  for (const [list, names] of alike) {
    const taints = list.map(({ key = '', value = '', effect = '' }) => ({ key, value, effect }))
    const key = taints.map(taintText).sort().join(', ')
    groups.set(key, { nodes: [...(groups.get(key)?.nodes ?? []), ...names].sort(), taints })
  }
  return [...groups.values()].sort(
    (a, b) =>
      Number(b.taints.every(isStarting)) - Number(a.taints.every(isStarting)) ||
      Number(isOfControlPlane(a)) - Number(isOfControlPlane(b)) ||
      a.taints.length - b.taints.length,
  )
}

/** Limit on the groups shown, and the taints of each. */
const GROUPS_LIMIT = 3
const TAINTS_LIMIT = 8

function toleration({ key = '', value = '', effect = '' }: Taint) {
  return value === '' ? { key, operator: 'Exists', effect } : { key, operator: 'Equal', value, effect }
}

/** The key of a taint in the scheduler's format, `KEY: VALUE`. */
function keyOf(printed: string): string {
  return /^[^\s:=]{1,253}/.exec(printed)?.[0] ?? ''
}

/** Up to 1.35 `untolerated taint {KEY: VALUE}`, before 1.22 `had taint {KEY: VALUE}, that the pod didn't tolerate`. */
function printedTaints(message: string): readonly string[] {
  const all = matchesOf(message.slice(0, 4096), /\btaint \{([^{}]{1,300})\}/g).map(([, taint = '']) =>
    taint.trim().replace(/:$/, ''),
  )
  const dedicated = all.filter(taint => troubleOfKey(keyOf(taint)) === undefined)
  const others = dedicated.filter(taint => !CONTROL_PLANE.test(keyOf(taint)))
  return [...new Set(others.length > 0 ? others : dedicated)].slice(0, TAINTS_LIMIT)
}

interface TaintFacts {
  /** The template's tolerations; undefined where the workload was not read. */
  readonly present: readonly object[] | undefined
  readonly groups: readonly {
    readonly nodes: readonly string[]
    readonly count: number
    readonly taints: readonly Taint[]
  }[]
  readonly more: number
  readonly isControlPlane: boolean
  /** Taints set by people, in the scheduler's format; those of the control plane only if there are no others. */
  readonly printed: readonly string[]
}

export const untoleratedTaint: PendingCause<TaintFacts> = {
  obstacle: 'taint',
  owner: 'app',
  patience: 'stuck',
  text: {
    summary: 'Every eligible node has a taint that the pod does not tolerate',
    shows: 'The pod stays Pending; FailedScheduling says `node(s) had untolerated taint`.',
    happens:
      'The nodes are reserved for other workloads (GPU, spot, a team), the pod template lacks the toleration, or only control-plane nodes are left.',
    fix: 'Add the toleration to the pod template, remove the taint, or add a node without it.',
    docs: ['https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/'],
  },

  detail(pod, { nodes, message }, cluster) {
    const workload = workloadOf(pod, cluster)
    const groups = taintGroups(pod.spec, nodes).filter(({ taints }) => taints.length > 0)
    const shown = groups.slice(0, GROUPS_LIMIT)
    const object = cluster.get(workload)
    const template = object === undefined ? undefined : templateOf(object)
    return {
      facts: {
        present: template === undefined ? undefined : (template.spec?.tolerations ?? []),
        groups: shown.map(({ nodes: names, taints }) => ({
          nodes: names.slice(0, 1),
          count: names.length,
          taints,
        })),
        more: groups.length - shown.length,
        isControlPlane: groups.length > 0 && groups.every(isOfControlPlane),
        printed: printedTaints(message),
      },
      field: { object: workload, path: `${podSpecPath(workload.kind)}.tolerations` },
      evidence: shown.map(({ nodes: [name = ''], taints }) =>
        fieldEvidence({ kind: 'Node', name }, 'spec.taints', taints.map(taintText).join(', ')),
      ),
    }
  },

  explain({
    pod,
    workload,
    namespaceFlag,
    nodes,
    nodeCount,
    groups,
    more,
    isControlPlane,
    printed,
    present,
    isRefused,
  }) {
    const [first] = groups
    const textOf = (taints: readonly Taint[]) =>
      taints.length > TAINTS_LIMIT
        ? nameList(taints.slice(0, TAINTS_LIMIT).map(taintText), taints.length)
        : taints.map(taintText).join(', ')
    const each = groups.map(({ nodes: names, count, taints }) => `${nameList(names, count)}: ${textOf(taints)}`)
    const names =
      groups.length > 1 ? `${each.join('; ')}${more > 0 ? `; and ${more} more` : ''}` : textOf(first?.taints ?? [])
    const all = nodeCount === 1 ? `the only eligible node, ${nodes[0] ?? ''},` : 'every eligible node'
    const which =
      first === undefined
        ? printed.length === 0
          ? 'a taint that the pod does not tolerate'
          : printed.length === 1
            ? `the taint ${printed[0]}, which the pod does not tolerate`
            : `a taint that the pod does not tolerate (${printed.join('; ')})`
        : `taint ${names}, which the pod does not tolerate`
    const known: readonly Taint[] =
      first?.taints ?? (printed.length === 0 ? [''] : printed).map(taint => ({ key: keyOf(taint) }))
    const lasting = known.filter(each => !isStarting(each))
    const tolerations = [...(present ?? []), ...lasting.map(toleration)]
    const [taint] = lasting
    const adding = `Add the toleration${groups.length > 1 || lasting.length < known.length ? ` for ${textOf(lasting)}` : ''} to the pod template, if the pod belongs there.`
    const command = sh`kubectl taint node ${first?.nodes[0] ?? ''} ${taint?.key ?? ''}:${taint?.effect ?? ''}-`
    return {
      title:
        nodeCount > 1
          ? `every eligible node has a taint that the pod does not tolerate (${names})`
          : `${all} has ${which}`,
      why: isRefused
        ? `The kubelet refused pod ${pod}: it bypassed the scheduler (nodeName), or the node was tainted later.`
        : `Pod ${pod} cannot be scheduled there without a toleration, and no other node fits.`,
      fix:
        taint === undefined
          ? [
              {
                kind: 'check',
                text: `Find out why nothing removes ${known.map(({ key = '' }) => key).join(' and ')}: the controller or driver that initializes the node does so when it is done.`,
                command: 'kubectl get pods --all-namespaces -o wide',
              },
              {
                kind: 'change',
                text: 'Install or repair that controller; without it pods would start on a node that is not ready for them.',
              },
            ]
          : isControlPlane
            ? [
                { kind: 'change', text: 'Add a worker node: only control-plane nodes are left.' },
                { kind: 'change', text: 'In a single-node cluster, remove the taint.', command },
              ]
            : [
                ...(first === undefined || present === undefined
                  ? [{ kind: 'change' as const, text: adding }]
                  : templateSteps(adding, { ...workload, namespaceFlag }, { tolerations })),
                first === undefined
                  ? {
                      kind: 'check' as const,
                      text: 'List the taints of the nodes.',
                      command: "kubectl get nodes -o custom-columns='NAME:.metadata.name,TAINTS:.spec.taints'",
                    }
                  : { kind: 'change' as const, text: 'Or remove the taint from the node.', command },
              ],
    }
  },
}

export const cordoned: PendingCause<object> = {
  obstacle: 'cordoned',
  owner: 'platform',
  patience: 'stuck',
  text: {
    summary: 'The only eligible nodes are cordoned',
    shows:
      'The pod stays Pending; FailedScheduling says `node(s) were unschedulable`; `kubectl get nodes` says SchedulingDisabled.',
    happens: 'A node was drained or cordoned for maintenance or an upgrade and not uncordoned, and no other node fits.',
    fix: 'Run `kubectl uncordon` on the node, or add another node.',
    docs: ['https://kubernetes.io/docs/concepts/architecture/nodes/#manual-node-administration'],
  },

  detail(pod, { nodes }, cluster) {
    return {
      facts: {},
      subject: namedNode(pod, nodes) ?? workloadOf(pod, cluster),
      evidence: nodes.slice(0, 1).map(node => fieldEvidence(node, 'spec.unschedulable', 'true')),
    }
  },

  explain({ pod, nodes, nodeCount }) {
    const [node] = nodes
    const which = node === undefined ? 'every eligible node' : nameList(nodes, nodeCount)
    return {
      title: `${which} ${nodeCount > 1 ? 'are' : 'is'} cordoned`,
      why: `Pod ${pod} fits on no other node, and a cordoned node accepts no new pods.`,
      fix: [
        {
          kind: 'change',
          text: 'Uncordon the node, if its maintenance is over.',
          ...(node === undefined
            ? {}
            : { command: sh`kubectl uncordon ${node}`, patch: { spec: { unschedulable: null } } }),
        },
        { kind: 'change', text: 'Or add a node that fits the pod.' },
      ],
    }
  },
}
