import { diagnose, type Scope, type Snapshot, type Verdict } from '../core/index.ts'
import { reducer } from '../core/kube/reduce.ts'
import { askedScope } from '../core/read/asked-scope.ts'
import { type ReadLimits, readSnapshot } from '../core/read/index.ts'
import { type Format, type RenderOptions, renderers } from '../core/render/index.ts'

/** What is asked about a snapshot and how it is answered. Plain data: it goes to a thread as it is. */
export interface Question {
  readonly scope: Scope
  readonly format: Format
  readonly render: RenderOptions
}

/** A finished report. */
export interface Answer {
  readonly body: string
  readonly verdict: Verdict
}

export type Source = Uint8Array | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>

/**
 * Answers a question about the snapshot that `source` holds. Rejects with `InputError` when it cannot be read or does not
 * hold what is asked about, and with the signal's reason when aborted.
 */
export type Diagnose = (source: Source, question: Question, signal: AbortSignal) => Promise<Answer>

/** Takes bounds on the input; returns the `Diagnose` that works where it is called. */
export function diagnoseHere(limits: Partial<ReadLimits>): Diagnose {
  return async (source, question, signal) => {
    const snapshot = await readSnapshot(source, { limits, signal, reduce: reducer() })
    return answer(snapshot, { ...question, scope: askedScope(snapshot, question.scope) })
  }
}

/** Takes a snapshot and a question about it; returns the report in the format asked for. */
export function answer(snapshot: Snapshot, { scope, format, render }: Question): Answer {
  const report = diagnose(snapshot, scope)
  return { body: renderers[format](report, render), verdict: report.verdict }
}
