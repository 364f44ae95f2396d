import type { Cluster } from '../../cluster/cluster.ts'
import { isEarly } from '../../freshness.ts'
import type { PodSpec } from '../../kube/pod.ts'
import { refOf } from '../../ref.ts'
import type { Confidence, Evidence, ObjectRef, Outlook } from '../../report.ts'
import { placeOf } from '../../shell.ts'
import { templateOf, workloadOf } from '../workloads.ts'
import type { Creator, FailedCreate } from './failed-create.ts'
import { failedCreateOf, STALE_REFUSAL } from './failed-create.ts'
import type { Refusal } from './refusal.ts'

/** A refusal may pass within this time, in milliseconds, where something else may still be on its way. */
const GRACE = 30_000

/** Refusals that rest on the template and a rule alone: no retry helps. */
const DOOMED: ReadonlySet<Refusal['kind']> = new Set([
  'quota-requires-resources',
  'quota-scope-uncovered',
  'limit-range-violation',
  'pod-security-violation',
  'admission-policy-denied',
  'admission-webhook-denied',
  'pod-template-invalid',
])

/** What the words of a refusal need of its victim. */
export interface Victim {
  readonly kind: string
  readonly name: string
  /** ` -n NAMESPACE` for commands. */
  readonly place: string
  readonly what: FailedCreate['what']
  /** Number of pods (for a CronJob: Jobs) that are missing, where it is known. */
  readonly missing: number | undefined
}

/** A refusal of one kind and what every hit about it shares. */
export interface Refused<K extends Refusal['kind']> {
  readonly refusal: Extract<Refusal, { readonly kind: K }>
  readonly failed: FailedCreate
  readonly namespace: string
  readonly workload: ObjectRef
  readonly spec: PodSpec | undefined
  readonly victim: Victim
  readonly hit: {
    readonly explains: readonly ObjectRef[]
    readonly evidence: readonly Evidence[]
    readonly since: number | undefined
    readonly confidence: Confidence
    readonly outlook: Outlook
  }
}

function outlookOf(kind: Refusal['kind'], { first }: FailedCreate, cluster: Cluster): Outlook {
  return !DOOMED.has(kind) && first !== undefined && isEarly(first, GRACE, cluster) ? 'self-healing' : 'needs-change'
}

/** Takes an object that makes pods and a kind of refusal; returns the refusal where it is of that kind. */
export function refusedWith<K extends Refusal['kind']>(
  creator: Creator,
  cluster: Cluster,
  kind: K,
): Refused<K> | undefined {
  const failed = failedCreateOf(creator, cluster)
  const { namespace } = creator.metadata
  if (failed?.refusal?.kind !== kind || namespace === undefined) return undefined
  const [workload, ref] = [workloadOf(creator, cluster), refOf(creator)]
  const isOld = failed.last !== undefined && cluster.now - failed.last > STALE_REFUSAL
  return {
    refusal: failed.refusal as Extract<Refusal, { readonly kind: K }>,
    failed,
    namespace,
    workload,
    spec: templateOf(creator)?.spec,
    victim: {
      kind: workload.kind,
      name: workload.name,
      place: placeOf(namespace),
      what: failed.what,
      missing: failed.missing,
    },
    hit: {
      explains: cluster.get(ref) === undefined ? [workload, ref] : [ref],
      evidence: failed.evidence,
      since: failed.first,
      confidence: isOld ? 'likely' : 'certain',
      outlook: outlookOf(kind, failed, cluster),
    },
  }
}

/** Takes a victim; returns what is missing in words: `1 pod`, `3 pods`, `pods` where their number is not known. */
export function missingText({ what, missing }: Pick<Victim, 'what' | 'missing'>): string {
  const noun = what === 'Job' ? 'Job' : 'pod'
  if (missing === undefined) return `${noun}s`
  return missing === 1 ? `1 ${noun}` : `${missing} ${noun}s`
}

/** Takes a victim; returns all that is refused: `every pod of Deployment web`. */
export function refusedText({ what, kind, name }: Victim): string {
  return `every ${what} of ${kind} ${name}`
}

/** Takes a victim; returns what follows for it, where the number is known: `: 3 pods cannot be created`. */
export function lackText(victim: Victim, joint = ':'): string {
  return victim.missing === undefined ? '' : `${joint} ${missingText(victim)} cannot be created`
}
