import { STAGES } from './cause.ts'
import type { Cluster } from './cluster/cluster.ts'
import type { Outline } from './link/problems.ts'
import { refKey, refOf } from './ref.ts'
import type { ObjectRef, WorkloadReport } from './report.ts'
import { CLUSTER } from './rule.ts'
import { membersOf } from './workloads/custom-workloads.ts'
import { statusHolderOf } from './workloads/workloads.ts'

/** What to diagnose; the whole snapshot if empty. */
export interface Scope {
  readonly namespace?: string
  /** One workload of that namespace. */
  readonly workload?: { readonly kind: string; readonly name: string }
}

/** The requested workload, followed by what runs its pods if it is a custom resource. */
export type ScopedWorkload = readonly [ObjectRef, ...ObjectRef[]]

export function scopedWorkload(scope: Scope, cluster: Cluster): ScopedWorkload | undefined {
  const { namespace, workload } = scope
  if (workload === undefined) return undefined
  const ref = namespace === undefined ? workload : { ...workload, namespace }
  const object = cluster.get(ref)
  return object === undefined ? [ref, ...membersOf(ref, cluster).map(refOf)] : [statusHolderOf(object, cluster)]
}

/** True if the problem affects something in the scope; problems of the whole cluster always do. */
export function isInScope(
  { problem, touches, stage }: Outline,
  scope: Scope,
  workload: ScopedWorkload | undefined,
): boolean {
  if (problem.subject.kind === CLUSTER.kind) return true
  if (workload !== undefined) return workload.some(ref => touches.has(refKey(ref)))
  if (scope.namespace === undefined) return true
  // A manifest without a namespace is applied to the requested one.
  if (STAGES[stage] === 'manifest' && problem.subject.namespace === undefined) return true
  const refs = [problem.subject, ...problem.affects, ...problem.chain]
  return refs.some(
    ref => ref.namespace === scope.namespace || (ref.kind === 'Namespace' && ref.name === scope.namespace),
  )
}

/** True if the workload is in the scope. */
export function isWorkloadInScope(report: WorkloadReport, scope: Scope, workload: ScopedWorkload | undefined): boolean {
  if (workload !== undefined) return workload.some(ref => refKey(ref) === refKey(report))
  return scope.namespace === undefined || report.namespace === scope.namespace
}
