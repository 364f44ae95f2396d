import type { Cluster } from '../../cluster/cluster.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import type { Hit } from '../../finding.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf } from '../../ref.ts'
import type { Evidence, Field } from '../../report.ts'
import { placeOf, command as sh } from '../../shell.ts'
import { createdAt, podCondition } from '../../workloads/pods.ts'
import { podsUsing } from '../../workloads/volumes/claims.ts'
import type { ClaimFailure, ClaimProblem } from './claim-answer.ts'
import { NO_ROOM, NO_VOLUME, WAITING } from './claim-events.ts'
import { claimOrigin } from './claim-origin.ts'
import { claimProblemOf } from './claim-problem.ts'

/** What the words about a claim need. */
export interface ClaimFacts {
  readonly claim: string
  /** ` -n NAMESPACE` for commands. */
  readonly place: string
  readonly className: string | undefined
  readonly provisioner: string | undefined
  /** What the event says. */
  readonly message: string | undefined
  readonly reason: string | undefined
  /** The StatefulSet whose template made the claim. */
  readonly statefulSet: string | undefined
  readonly volume: string | undefined
}

/** A claim that no pod wants is left alone after this time, in milliseconds: nothing waits for it. */
const UNUSED_LIMIT = 60 * 60_000

const NOTHING: readonly never[] = []

type Claim = Kube<'PersistentVolumeClaim'>

/** Pods that the claim holds up: those that have not started. */
function waitingPods(claim: Claim, cluster: Cluster): readonly Kube<'Pod'>[] {
  return podsUsing(claim, cluster).filter(({ status }) => status?.phase === 'Pending' || status?.phase === undefined)
}

/** False where the claim's own event only says that it waits for a pod to be placed. */
function isTelling({ event }: ClaimProblem): boolean {
  return event !== undefined && !WAITING.has(event.reason)
}

/** What the scheduler says of a pod's volumes. */
function placingWords(pod: Kube<'Pod'>): Evidence | undefined {
  const { message = '' } = podCondition(pod, 'PodScheduled') ?? {}
  const path = 'status.conditions[type=PodScheduled].message'
  return NO_VOLUME.test(message) || NO_ROOM.test(message) ? fieldEvidence(pod, path, message) : undefined
}

function evidenceOf(
  claim: Claim,
  problem: ClaimProblem,
  pods: readonly Kube<'Pod'>[],
  first: readonly Evidence[],
  fields: readonly [string, unknown][],
): readonly Evidence[] {
  const said =
    first.length > 0 || isTelling(problem) ? undefined : pods.map(placingWords).find(words => words !== undefined)
  return [
    ...first,
    ...(said === undefined ? [] : [said]),
    ...(problem.event === undefined || first.length > 0 || said !== undefined ? [] : [eventEvidence(problem.event)]),
    ...fields.map(([path, value]) => fieldEvidence(claim, path, value)),
    fieldEvidence(claim, 'status.phase', claim.status?.phase ?? 'Pending'),
  ]
}

/**
 * Takes a claim and one way to fail; returns a hit where it fails so. `more` adds facts, evidence that tells more
 * than the event, fields of the claim, and the field to change, its path relative to the claim's spec.
 */
export function detectClaim<F>(
  claim: Claim,
  cluster: Cluster,
  failure: ClaimFailure,
  more: (problem: ClaimProblem) => {
    readonly facts: F
    readonly evidence?: readonly Evidence[]
    readonly fields?: readonly [string, unknown][]
    readonly field?: Pick<Field, 'path' | 'value' | 'suggestion'>
  },
): readonly Hit<ClaimFacts & F>[] {
  const problem = claimProblemOf(claim, cluster)
  if (problem?.failure !== failure) return NOTHING
  const pods = waitingPods(claim, cluster)
  const age = cluster.now - (createdAt(claim) ?? cluster.now)
  if (podsUsing(claim, cluster).length === 0 && age > UNUSED_LIMIT) return NOTHING
  const { namespace, name } = claim.metadata
  const origin = claimOrigin(claim, cluster)
  const { facts, evidence = [], fields = [], field } = more(problem)
  return [
    {
      facts: {
        claim: name,
        place: placeOf(namespace),
        className: problem.className,
        provisioner: problem.provisioner,
        message: problem.event?.message,
        reason: problem.event?.reason,
        statefulSet: origin.object.kind === 'StatefulSet' ? origin.object.name : undefined,
        volume: claim.spec?.volumeName,
        ...facts,
      },
      subject: refOf(claim),
      explains: [refOf(claim), ...pods.map(refOf)],
      evidence: evidenceOf(claim, problem, pods, evidence, fields),
      confidence: problem.confidence,
      ...(problem.isLasting ? {} : { outlook: 'self-healing' as const }),
      since: problem.since,
      ...(field === undefined
        ? {}
        : { field: { ...field, object: origin.object, path: `${origin.path}.${field.path}` } }),
    },
  ]
}

/** Takes facts; returns what has to be done where a StatefulSet's template made the claim: it cannot be changed in place. */
export function remakeFix({ claim, place, statefulSet }: ClaimFacts) {
  const command = sh`kubectl delete pvc ${claim}${place}`
  if (statefulSet === undefined) {
    return { text: 'Most fields of a claim cannot be changed: delete it, and apply it corrected.', command }
  }
  return {
    text: `The claim templates of StatefulSet ${statefulSet} cannot be changed: delete it without its pods, delete the claim, and apply both corrected.`,
    command: sh`kubectl delete statefulset ${statefulSet}${place} --cascade=orphan && kubectl delete pvc ${claim}${place}`,
  }
}
