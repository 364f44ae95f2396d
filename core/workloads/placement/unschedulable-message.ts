/** Why the scheduler passes over nodes; `storage` is for what the storage rules explain, `other` for what no rule knows. */
export type Obstacle =
  | 'selector'
  | 'taint'
  | 'cordoned'
  | 'resource'
  | 'pods'
  | 'host-port'
  | 'affinity'
  | 'anti-affinity'
  | 'spread'
  | 'volume-reach'
  | 'volume-limit'
  | 'device-claim'
  | 'storage'
  | 'other'

/** One reason of the scheduler's message. */
export interface Reason {
  readonly obstacle: Obstacle
  /** How many nodes; undefined where the message gives one reason for all. */
  readonly count: number | undefined
  readonly text: string
  /** The resource that is short; the taint as the message prints it. */
  readonly detail: string | undefined
}

/** Longest message looked at; the reasons come first. */
const LENGTH_LIMIT = 4096

/**
 * Words of the scheduler's filter plugins, 1.24 to 1.36, and of the predicates before them. Sources: kubernetes
 * `pkg/scheduler/framework/plugins/*` and `pkg/scheduler/framework/types.go` (`FitError`); Volcano writes
 * `unavailable`.
 */
const CLASSES: readonly (readonly [Obstacle, RegExp])[] = [
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
  ['device-claim', /all claims|resource ?claim|device ?class/i],
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

function classify(text: string): Obstacle {
  return CLASSES.find(([, pattern]) => pattern.test(text))?.[0] ?? 'other'
}

function detailOf(obstacle: Obstacle, text: string): string | undefined {
  if (obstacle === 'resource') return /^insufficient (\S+)/i.exec(text)?.[1]
  return obstacle === 'taint' ? /\{([^{}]{0,600})\}/.exec(text)?.[1]?.trim() : undefined
}

/**
 * Takes the scheduler's message, of a `FailedScheduling` event or of the `PodScheduled` condition; returns its reasons, those
 * of most nodes first. What preemption found out is left out. Empty where the message is none of the scheduler's.
 */
export function parseUnschedulable(message: string): readonly Reason[] {
  const start = /^0\/\d+ nodes are (?:un)?available: /.exec(message)
  if (start === null) {
    return /^no nodes available to schedule pods/.test(message)
      ? [{ obstacle: 'other', count: undefined, text: 'no nodes available to schedule pods', detail: undefined }]
      : []
  }
  const body = message.slice(start[0].length, LENGTH_LIMIT)
  const end = body.search(/\. |\.$|, preemption: /)
  const reasons = (end < 0 ? body : body.slice(0, end)).split(/, (?=\d+ )/).map(part => {
    const counted = /^(\d+) (.*)$/s.exec(part)
    const text = (counted?.[2] ?? part).trim()
    const obstacle = classify(text)
    return {
      obstacle,
      count: counted === null ? undefined : Number(counted[1]),
      text,
      detail: detailOf(obstacle, text),
    }
  })
  return reasons.sort((a, b) => (b.count ?? Number.POSITIVE_INFINITY) - (a.count ?? Number.POSITIVE_INFINITY))
}
