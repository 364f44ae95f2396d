import type { NodeTrouble } from '../nodes/node-state.ts'

/**
 * What keeps a pod off a node; `storage` is explained by the storage causes, `other` by none. Resources that are short
 * are `cpu` to `extended-resource`.
 */
export type Obstacle =
  | NodeTrouble
  | 'cpu'
  | 'memory'
  | 'ephemeral-storage'
  | 'extended-resource'
  | 'pods'
  | 'host-port'
  | 'taint'
  | 'selector'
  | 'affinity'
  | 'anti-affinity'
  | 'spread'
  | 'volume-reach'
  | 'volume-limit'
  | 'storage'
  | 'other'

export function obstacleOfResource(resource: string): Obstacle {
  return resource === 'cpu' || resource === 'memory' || resource === 'ephemeral-storage'
    ? resource
    : 'extended-resource'
}

/** One reason of the scheduler's message. */
export interface Reason {
  readonly obstacle: Obstacle
  /** Number of nodes; undefined if the message gives one reason for all. */
  readonly count: number | undefined
  readonly text: string
  /** The resource that is short, or the words about devices; the taint as the message prints it. */
  readonly detail: string | undefined
}

/** Limit on the message's length; the reasons come first. */
const LENGTH_LIMIT = 4096

/**
 * Messages of the scheduler's filter plugins, 1.24 to 1.36, and of the predicates before them. Sources: kubernetes
 * `pkg/scheduler/framework/plugins/*` and `pkg/scheduler/framework/types.go` (`FitError`); Volcano writes
 * `unavailable`.
 */
const CLASSES: readonly (readonly [Obstacle | 'resource' | 'device-claim', RegExp])[] = [
  ['pods', /^(?:too many|insufficient) pods/i],
  ['resource', /^insufficient \S/i],
  ['host-port', /free ports for the requested pod ports/i],
  ['storage', /ReadWriteOncePod/],
  ['volume-reach', /volume node affinity conflict|PersistentVolume's node affinity|no available volume zone/i],
  ['volume-limit', /max volume count|exceed max volume/i],
  [
    'storage',
    /persistent ?volume|volumes? to bind|no available disk|enough free storage|storage ?class|binding volumes|volume binding/i,
  ],
  ['device-claim', /all claims|resource ?claim|device ?class|resource driver/i],
  ['cordoned', /were unschedulable/i],
  ['taint', /\btaints?\b/i],
  ['spread', /topology spread/i],
  ['anti-affinity', /anti-affinity/i],
  ['affinity', /pod affinity/i],
  [
    'selector',
    /node (?:affinity|selector)|nodeselector|requested node ?name|requested hostname|plugin\(s\) \[NodeAffinity/i,
  ],
]

function classify(text: string): Pick<Reason, 'obstacle' | 'detail'> {
  const found = CLASSES.find(([, pattern]) => pattern.test(text))?.[0] ?? 'other'
  switch (found) {
    case 'resource': {
      const resource = /^insufficient (\S+)/i.exec(text)?.[1] ?? ''
      return { obstacle: obstacleOfResource(resource), detail: resource }
    }
    case 'device-claim':
      return { obstacle: 'extended-resource', detail: text }
    case 'taint':
      return { obstacle: found, detail: /\{([^{}]{0,600})\}/.exec(text)?.[1]?.trim() }
    default:
      return { obstacle: found, detail: undefined }
  }
}

/**
 * Parses why a plugin keeps a pod out of the scheduler's queue: with reason `NotReadyForScheduling` since Kubernetes
 * 1.35 (KEP-5501). Empty if it fits no class.
 */
export function parseNotReady(message: string): readonly Reason[] {
  const text = message.slice(0, LENGTH_LIMIT)
  const found = classify(text)
  return found.obstacle === 'other' ? [] : [{ ...found, count: undefined, text }]
}

/**
 * The scheduler's message if there is no node at all (`ErrNoNodesAvailable`); before 1.25 also `0/0 nodes are
 * available`.
 */
const NO_NODES = /^(?:no nodes available to schedule pods|0\/0 nodes are available)/

/** True if the cluster has no node. */
export function isWithoutNodes(message: string): boolean {
  return NO_NODES.test(message)
}

/**
 * Parses a `FailedScheduling` event or the `PodScheduled` condition: the reasons by number of nodes, without the
 * results of preemption. Empty if the message is not the scheduler's.
 */
export function parseUnschedulable(message: string): readonly Reason[] {
  const start = /^0\/[1-9]\d* nodes are (?:un)?available: /.exec(message)
  if (start === null) {
    return NO_NODES.test(message)
      ? [{ obstacle: 'other', count: undefined, text: 'no nodes available to schedule pods', detail: undefined }]
      : []
  }
  const body = message.slice(start[0].length, LENGTH_LIMIT)
  const end = body.search(/\. |\.$|, preemption: /)
  const reasons = (end < 0 ? body : body.slice(0, end)).split(/, (?=\d+ )/).map(part => {
    const counted = /^(\d+) (.*)$/s.exec(part)
    const text = (counted?.[2] ?? part).trim()
    return { ...classify(text), count: counted === null ? undefined : Number(counted[1]), text }
  })
  return reasons.sort((a, b) => (b.count ?? Number.POSITIVE_INFINITY) - (a.count ?? Number.POSITIVE_INFINITY))
}
