import { diagnoseCluster, type Report, type Scope, type Snapshot, type Verdict } from '../core/index.ts'
import { reducer } from '../core/kube/reduce.ts'
import { PatchError } from '../core/patch/patch.ts'
import type { Change } from '../core/patch/patched.ts'
import { withChanges } from '../core/patch/what-if.ts'
import { type PathQuestion, reportPath } from '../core/path.ts'
import { askedScope } from '../core/read/asked-scope.ts'
import { InputError } from '../core/read/error.ts'
import { type ReadLimits, readSnapshot } from '../core/read/index.ts'
import { sizeText } from '../core/read/limits.ts'
import { type Format, type RenderOptions, renderers } from '../core/render/index.ts'
import { pathFormatOf, pathRenderers } from '../core/render/path.ts'

/** A question about a snapshot and the form of its answer. Plain data: it is sent to another process as it is. */
export interface Question {
  readonly scope: Scope
  /** If both are given, the question is about the path between them. */
  readonly path?: Pick<PathQuestion, 'from' | 'to'>
  /** Changes to apply to the snapshot first. */
  readonly changes?: readonly Change[]
  readonly format: Format
  readonly render: RenderOptions
}

/** A finished report. */
export interface Answer {
  readonly body: string
  /** Absent if the answer is not a report. */
  readonly verdict?: Verdict
  /** Ids of the causes in it, without duplicates. */
  readonly causes?: readonly string[]
}

export type Source = Uint8Array | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>

/** The caller. */
export interface Asker {
  /** Aborted once nobody waits for the answer. */
  readonly signal: AbortSignal
  /** The address of the request, if known. */
  readonly address?: string
  /** Bytes of the body, as announced. */
  readonly length?: number
}

/**
 * Answers a question about the snapshot in `source`. Rejects with `InputError` if it cannot be read or does not have
 * what is asked about, and with the signal's reason when aborted.
 */
export type Diagnose = (source: Source, question: Question, asker: Asker) => Promise<Answer>

/** Limit on a report's characters: a thousand times what a person reads. */
const MAX_REPORT = 32 * 1024 * 1024

/** The `Diagnose` that works in the calling process, with limits on the input. */
export function diagnoseInProcess(limits: Partial<ReadLimits>): Diagnose {
  return async (source, question, { signal }) => {
    const snapshot = await readSnapshot(source, { limits, signal, reduce: reducer() })
    return answer(snapshot, { ...question, scope: askedScope(snapshot, question.scope) })
  }
}

/**
 * A report in the requested format. Throws `InputError` (413) for one that is too large, and (422) for a change that
 * cannot be applied.
 */
export function answer(snapshot: Snapshot, { scope, path, changes = [], format, render }: Question): Answer {
  if (path !== undefined) {
    const report = tried(() => reportPath(snapshot, { ...path, namespace: scope.namespace, changes }))
    return { body: bounded(pathRenderers[pathFormatOf(format)](report, render)) }
  }
  const report = tried(() =>
    withChanges(snapshot, changes, scope.namespace, cluster => diagnoseCluster(cluster, scope)),
  )
  const body = bounded(renderers[format](report, render))
  return { body, verdict: report.verdict, causes: causesIn(report) }
}

function bounded(body: string): string {
  if (body.length <= MAX_REPORT) return body
  throw new InputError(
    413,
    'report-too-large',
    `The report is larger than ${sizeText(MAX_REPORT)}.`,
    'Request one namespace or one workload, or the text format, which shows only the first problems.',
  )
}

/** Ids of the causes in a report, without duplicates. */
export function causesIn({ problems }: Report): readonly string[] {
  return [...new Set(problems.map(({ cause }) => cause))]
}

/** The result of `report`. Throws an `InputError` for a change that cannot be applied. */
function tried<T>(report: () => T): T {
  try {
    return report()
  } catch (error) {
    if (!(error instanceof PatchError)) throw error
    const hint =
      'Check its kind, name and namespace against the snapshot, and its paths and merge keys against the object.'
    throw new InputError(422, 'patch-not-applicable', error.message, hint, 'patch')
  }
}
