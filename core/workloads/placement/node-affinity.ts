import type { Cluster } from '../../cluster/cluster.ts'
import { labelled, meetsRequirement } from '../../cluster/selectors.ts'
import type { Kube } from '../../kube/index.ts'
import type { nodeSelector, PodSpec } from '../../kube/pod.ts'
import type { Infer } from '../../kube/shape.ts'

type NodeSelector = Infer<typeof nodeSelector>
type Term = NonNullable<NodeSelector['nodeSelectorTerms']>[number]
type Requirement = NonNullable<Term['matchExpressions']>[number]

/** One requirement of a pod on its node, and the node labels that it uses. */
export interface Demand {
  /** The field of the pod spec that has it. */
  readonly field: 'nodeSelector' | 'nodeAffinity'
  readonly path: string
  readonly key: string
  readonly operator: string
  readonly values: readonly string[]
}

/** Node affinity has two operators more than label selectors: `Gt` and `Lt`, for integers. */
function meets(value: string | undefined, { operator, values = [] }: Requirement): boolean {
  if (operator !== 'Gt' && operator !== 'Lt') return meetsRequirement(value, operator, values)
  const wanted = values[0]
  if (value === undefined || wanted === undefined) return false
  if (!/^-?\d{1,18}$/.test(value) || !/^-?\d{1,18}$/.test(wanted)) return false
  return operator === 'Gt' ? BigInt(value) > BigInt(wanted) : BigInt(value) < BigInt(wanted)
}

function labelOf(node: Kube<'Node'>, key: string): string | undefined {
  const { labels } = node.metadata
  return labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined
}

function meetsTerm(node: Kube<'Node'>, { matchExpressions = [], matchFields = [] }: Term): boolean {
  if (matchExpressions.length === 0 && matchFields.length === 0) return false
  return (
    matchExpressions.every(requirement => meets(labelOf(node, requirement.key ?? ''), requirement)) &&
    matchFields.every(requirement => requirement.key === 'metadata.name' && meets(node.metadata.name, requirement))
  )
}

/** True if one of the selector's terms matches. An empty term matches nothing. */
export function matchesNodeSelector(node: Kube<'Node'>, selector: NodeSelector): boolean {
  return (selector.nodeSelectorTerms ?? []).some(term => meetsTerm(node, term))
}

/**
 * The nodes that a selector matches, in order. One that requires a single label value, as for local volumes, checks few
 * nodes.
 */
export function nodesMatching(
  nodes: readonly Kube<'Node'>[],
  selector: NodeSelector,
  cluster: Cluster,
): readonly Kube<'Node'>[] {
  const [term, ...others] = selector.nodeSelectorTerms ?? []
  const { key, operator, values = [] } = term?.matchExpressions?.[0] ?? {}
  const [value, ...more] = values
  const isOne =
    others.length === 0 && operator === 'In' && key !== undefined && value !== undefined && more.length === 0
  const candidates = isOne ? labelled(nodes, { [key]: value }, cluster) : nodes
  return candidates.filter(node => matchesNodeSelector(node, selector))
}

/** True if the nodeSelector and the required node affinity match the node. */
export function selectsNode(spec: PodSpec | undefined, node: Kube<'Node'>): boolean {
  for (const [key, value] of Object.entries(spec?.nodeSelector ?? {})) if (labelOf(node, key) !== value) return false
  const required = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  return required === undefined || matchesNodeSelector(node, required)
}

/** A pod's requirements on node labels, with the paths of the fields in the pod spec. */
export function nodeDemands(spec: PodSpec | undefined): readonly Demand[] {
  const demands: Demand[] = Object.entries(spec?.nodeSelector ?? {}).map(([key, value]) => ({
    field: 'nodeSelector',
    path: `nodeSelector['${key}']`,
    key,
    operator: 'In',
    values: [value],
  }))
  const terms = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []
  terms.forEach((term, index) => {
    term.matchExpressions?.forEach(({ key = '', operator = '', values = [] }, at) => {
      const path = `affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[${index}].matchExpressions[${at}]`
      demands.push({ field: 'nodeAffinity', path, key, operator, values })
    })
  })
  return demands
}

/** True if a node meets a requirement. */
export function meetsDemand(node: Kube<'Node'>, demand: Demand): boolean {
  return meets(labelOf(node, demand.key), demand)
}

/** A requirement as a label selector: `disk=ssd`, `zone in (a, b)`, `!spot`. */
export function demandText({ key, operator, values }: Pick<Demand, 'key' | 'operator' | 'values'>): string {
  switch (operator) {
    case 'In':
      return values.length === 1 ? `${key}=${values[0]}` : `${key} in (${values.join(', ')})`
    case 'NotIn':
      return `${key} not in (${values.join(', ')})`
    case 'Exists':
      return key
    case 'DoesNotExist':
      return `!${key}`
    default:
      return `${key} ${operator} ${values.join(', ')}`
  }
}
