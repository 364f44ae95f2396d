import { resolve } from 'node:path'
import { diagnose } from '../core/index.ts'
import { askedScope } from '../core/read/asked-scope.ts'
import type { Inputs } from './inputs.ts'
import { failureOf, type Outcome } from './outcome.ts'
import { narrowed } from './report/narrow.ts'
import { readSnapshotAt } from './snapshot/read-path.ts'

/** Diagnoses the snapshot in the input. Throws if it cannot be read or does not have what is asked about. */
export async function diagnoseSnapshot(
  inputs: Inputs & { readonly snapshot: string },
  workspace: string,
): Promise<Outcome> {
  const at = new Date().toISOString()
  const snapshot = await readSnapshotAt(resolve(workspace, inputs.snapshot))
  const { namespace, workloads } = inputs
  const place = namespace === undefined ? {} : { namespace }
  const scopes = workloads.map(workload => askedScope(snapshot, { ...place, workload }))
  const whole = diagnose(snapshot, askedScope(snapshot, place))
  const targets = scopes.flatMap(scope => (scope.workload ? [{ ...place, ...scope.workload, ...spaceOf(scope) }] : []))
  const report = targets.length === 0 ? whole : narrowed(whole, targets)
  const failure = failureOf(report, inputs['fail-on'])
  const namespaces = [...new Set(report.workloads.flatMap(workload => workload.namespace ?? []))]
  return { report, snapshot, cancelled: false, namespaces, at, ...(failure === undefined ? {} : { failure }) }
}

function spaceOf({ namespace }: { readonly namespace?: string }) {
  return namespace === undefined ? {} : { namespace }
}
