import type { Cluster } from '../../cluster/cluster.ts'
import type { PodSpec } from '../../kube/pod.ts'
import type { Confidence, Evidence, ObjectRef } from '../../report.ts'
import { namespaceFlag } from '../../shell.ts'
import type { Creator, FailedCreate } from '../../workloads/creation/failed-create.ts'
import { failedCreateOf, heldUpBy, mayBeOver, missingText } from '../../workloads/creation/failed-create.ts'
import type { Refusal } from '../../workloads/creation/refusal.ts'
import { templateOf, workloadOf } from '../../workloads/workloads.ts'

/** The workload whose pods are refused, for the words of the cause. */
export interface Affected {
  readonly kind: string
  readonly name: string
  readonly namespaceFlag: string
  readonly what: FailedCreate['what']
  /** Number of missing pods (for a CronJob: Jobs), if known. */
  readonly missing: number | undefined
}

/** A refusal and what all hits about it share. */
export interface Refused<K extends Refusal['kind'] = Refusal['kind']> {
  readonly refusal: Extract<Refusal, { readonly kind: K }>
  readonly message: string
  readonly namespace: string
  readonly workload: ObjectRef
  readonly spec: PodSpec | undefined
  readonly affected: Affected
  readonly hit: {
    readonly explains: readonly ObjectRef[]
    readonly evidence: readonly Evidence[]
    readonly since: number | undefined
    readonly confidence: Confidence
  }
}

/** The refusal, of one of these kinds, that keeps a controller from creating its pods. */
export function refusedWith<K extends Refusal['kind']>(
  creator: Creator,
  cluster: Cluster,
  ...kinds: readonly K[]
): Refused<K> | undefined {
  const failed = failedCreateOf(creator, cluster)
  const { namespace = '' } = creator.metadata
  if (failed?.refusal === undefined || !(kinds as readonly string[]).includes(failed.refusal.kind)) return undefined
  const workload = workloadOf(creator, cluster)
  return {
    refusal: failed.refusal as Extract<Refusal, { readonly kind: K }>,
    message: failed.message,
    namespace,
    workload,
    spec: templateOf(creator)?.spec,
    affected: {
      kind: workload.kind,
      name: workload.name,
      namespaceFlag: namespaceFlag(namespace),
      what: failed.what,
      missing: failed.missing,
    },
    hit: {
      explains: heldUpBy(creator, cluster),
      evidence: failed.evidence,
      since: failed.first,
      confidence: mayBeOver(failed, cluster) ? 'likely' : 'certain',
    },
  }
}

/** `every pod of Deployment web` */
export function refusedText({ what, kind, name }: Affected): string {
  return `every ${what} of ${kind} ${name}`
}

/** `1 pod of Deployment web` */
export function missingOf(affected: Affected): string {
  return `${missingText(affected)} of ${affected.kind} ${affected.name}`
}

/** `: 3 pods cannot be created`, if their number is known. */
export function lackText(affected: Affected, joint = ':'): string {
  return affected.missing === undefined ? '' : `${joint} ${missingText(affected)} cannot be created`
}
