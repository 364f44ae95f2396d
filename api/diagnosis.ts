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

/** What is asked about a snapshot and how it is answered. Plain data: it goes to a thread as it is. */
export interface Question {
  readonly scope: Scope
  /** Where both are given, the way from one to the other is asked about. */
  readonly path?: Pick<PathQuestion, 'from' | 'to'>
  /** Changes to try on the snapshot first. */
  readonly changes?: readonly Change[]
  readonly format: Format
  readonly render: RenderOptions
}

/** A finished report. */
export interface Answer {
  readonly body: string
  /** Absent where the answer is no report. */
  readonly verdict?: Verdict
  /** Ids of the causes that it names, each once. */
  readonly causes?: readonly string[]
}

export type Source = Uint8Array | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>

/** Who asks. */
export interface Asker {
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal
  /** Where the request came from, as far as it is known. */
  readonly address?: string
  /** Bytes of the body, as announced. */
  readonly length?: number
}

/**
 * Answers a question about the snapshot that `source` holds. Rejects with `InputError` when it cannot be read or does not
 * hold what is asked about, and with the signal's reason when aborted.
 */
export type Diagnose = (source: Source, question: Question, asker: Asker) => Promise<Answer>

/** Most characters of a report: a thousand times what a person reads. */
const MAX_REPORT = 32 * 1024 * 1024

/** The `Diagnose` that works in the calling process, with bounds on the input. */
export function diagnoseInProcess(limits: Partial<ReadLimits>): Diagnose {
  return async (source, question, { signal }) => {
    const snapshot = await readSnapshot(source, { limits, signal, reduce: reducer() })
    return answer(snapshot, { ...question, scope: askedScope(snapshot, question.scope) })
  }
}

/**
 * A report in the format asked for. Throws `InputError` (413) for one that is too large, and (422) for a change that cannot
 * be made.
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

/** Ids of the causes that a report names, each once. */
export function causesIn({ problems }: Report): readonly string[] {
  return [...new Set(problems.map(({ cause }) => cause))]
}

/** What `report` returns. Throws an `InputError` for a change that cannot be made. */
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
