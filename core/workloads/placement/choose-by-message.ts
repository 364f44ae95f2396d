import type { Kube } from '../../kube/index.ts'
import type { Confidence } from '../../report.ts'
import type { PlacementCause } from './placement.ts'
import { shortageOf } from './placement.ts'
import type { Reason } from './unschedulable-message.ts'

type Pod = Kube<'Pod'>

/** The cause that was chosen for a pod without a node, and the nodes at fault. */
export interface Choice {
  readonly cause: PlacementCause
  /** In the order of their names. Empty where the nodes were not read. */
  readonly nodes: readonly Kube<'Node'>[]
  /** The resource that is short, or what the scheduler said of it. */
  readonly resource: string | undefined
  readonly confidence: Confidence
}

/** Taints that keep a pod off for the node's own sake: of the node's state, or of its part in the cluster. */
const SYSTEM_TAINT = /^node(?:-role)?\.(?:kubernetes|cloudprovider)/
const CONTROL_PLANE_TAINT = /^node-role\.kubernetes\.io\/(?:control-plane|master)\b/

/** Takes a reason of the scheduler; returns the cause that it names; undefined for what this stage does not explain. */
export function choiceOf(reason: Reason | undefined, pod: Pod): Pick<Choice, 'cause' | 'resource'> | undefined {
  switch (reason?.obstacle) {
    case 'resource':
      return { cause: shortageOf(reason.detail ?? ''), resource: reason.detail }
    case 'device-claim':
      return { cause: 'insufficient-extended-resource', resource: reason.text }
    case 'volume-limit':
      return { cause: 'volume-attach-failed', resource: undefined }
    case 'pods':
      return { cause: 'node-pod-limit-reached', resource: undefined }
    case 'host-port':
      return { cause: 'host-port-conflict', resource: undefined }
    case 'spread':
      return { cause: 'topology-spread-unsatisfied', resource: undefined }
    case 'affinity':
      return { cause: 'pod-affinity-unsatisfied', resource: undefined }
    case 'anti-affinity': {
      const { podAffinity, podAntiAffinity } = pod.spec?.affinity ?? {}
      const isEither = /affinity\/anti-affinity/.test(reason.text)
      const isAffinity = isEither && podAffinity !== undefined && podAntiAffinity === undefined
      return { cause: isAffinity ? 'pod-affinity-unsatisfied' : 'pod-anti-affinity-unsatisfied', resource: undefined }
    }
    case 'volume-reach':
      return { cause: 'volume-node-affinity-conflict', resource: undefined }
    case 'selector':
      return { cause: 'node-selector-mismatch', resource: undefined }
    case 'cordoned':
      return { cause: 'node-cordoned', resource: undefined }
    case 'taint':
      return SYSTEM_TAINT.test(reason.detail ?? '') && !CONTROL_PLANE_TAINT.test(reason.detail ?? '')
        ? undefined
        : { cause: 'untolerated-taint', resource: undefined }
    default:
      return undefined
  }
}

/** Reasons that the pod's own demands and people's taints give: they tell which nodes are meant for it. */
const AIMING: ReadonlySet<string> = new Set(['selector', 'taint', 'cordoned'])

function namesOneMachine(pod: Pod): boolean {
  const keys = Object.keys(pod.spec?.nodeSelector ?? {})
  return pod.spec?.affinity?.nodeAffinity === undefined && keys.every(key => key === 'kubernetes.io/hostname')
}

function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(word => word.length > 2 && !PLATFORM_WORDS.has(word))
}

/** Parts of label and taint names that tell nothing of what a node is for. */
const PLATFORM_WORDS: ReadonlySet<string> = new Set(['kubernetes', 'node', 'com', 'cloud', 'true', 'present', 'role'])

/** True where the taint is about what the pod selects nodes for: `nvidia.com/gpu` and `pool: gpu`. */
function isAimedAt(pod: Pod, { obstacle, detail = '' }: Reason): boolean {
  if (obstacle !== 'taint' || SYSTEM_TAINT.test(detail)) return false
  const wanted = Object.entries(pod.spec?.nodeSelector ?? {}).flatMap(pair => wordsOf(pair.join(' ')))
  return wordsOf(detail).some(word => wanted.includes(word))
}

/** Takes the scheduler's reasons; returns those that are about nodes which may be meant for the pod. */
export function tellingReasons(reasons: readonly Reason[]): readonly Reason[] {
  return reasons.filter(({ obstacle }) => !AIMING.has(obstacle))
}

/**
 * Takes the scheduler's reasons where the nodes were not read; returns what most nodes are passed over for, the pod's own aim
 * left out. A node is passed over for the first reason found, taints and cordons before labels, so that a message of both
 * leaves the labels a possible cause, unless they name one machine, which most likely is there, or what the taint is for, or
 * as many nodes have taints that the message does not name. Newer schedulers name none, and a node that is not ready or short
 * of disk has one too.
 */
export function chooseByMessage(reasons: readonly Reason[], pod: Pod): Choice | undefined {
  const telling = tellingReasons(reasons)
  const workers = reasons.filter(({ detail }) => !CONTROL_PLANE_TAINT.test(detail ?? ''))
  const aims = workers.length > 0 ? workers : reasons
  const unnamed = aims.find(({ obstacle, detail }) => obstacle === 'taint' && detail === undefined)
  const labels = aims.find(
    ({ obstacle, count = 0 }) =>
      obstacle === 'selector' && !namesOneMachine(pod) && (unnamed === undefined || count > (unnamed.count ?? 0)),
  )
  const dedicated = aims.find(reason => isAimedAt(pod, reason))
  const decisive = telling[0] ?? (aims.length === 1 ? aims[0] : (dedicated ?? labels))
  const choice = choiceOf(decisive, pod)
  const isMixed = telling.length > 1 || (telling.length === 0 && aims.length > 1)
  const isUnnamed = decisive !== undefined && decisive === unnamed
  const confidence = isMixed ? 'possible' : reasons.length === 1 && !isUnnamed ? 'certain' : 'likely'
  return choice === undefined ? undefined : { ...choice, nodes: [], confidence }
}
