import { oneLine } from '../../core/render/clean.ts'
import type { Report } from '../../core/report.ts'

/** What the action knows only after writing. Absent if there is none. */
export interface Written {
  readonly 'report-path'?: string | undefined
  readonly 'snapshot-path'?: string | undefined
  readonly 'html-path'?: string | undefined
  readonly 'sarif-path'?: string | undefined
  readonly 'comment-url'?: string | undefined
}

/** `setOutput` of @actions/core. */
export interface OutputSink {
  setOutput(name: string, value: string): void
}

/** Every output of the action; those of the first problem are empty if nothing is wrong. */
export function outputsOf(report: Report, written: Written): Readonly<Record<string, string>> {
  const [first] = report.problems
  const subject = first && [first.subject.kind, first.subject.namespace, first.subject.name]
  return {
    verdict: report.verdict,
    cause: oneLine(first?.cause ?? ''),
    subject: oneLine((subject ?? []).filter(part => part !== undefined).join('/')),
    owner: first?.owner ?? '',
    retryable: String(isRetryable(report)),
    'report-path': written['report-path'] ?? '',
    'snapshot-path': written['snapshot-path'] ?? '',
    'html-path': written['html-path'] ?? '',
    'sarif-path': written['sarif-path'] ?? '',
    'comment-url': written['comment-url'] ?? '',
  }
}

export function setOutputs(sink: OutputSink, report: Report, written: Written): void {
  for (const [name, value] of Object.entries(outputsOf(report, written))) sink.setOutput(name, value)
}

/** Whether the same deployment may succeed if retried: it is in progress, and nothing needs a change. */
function isRetryable({ verdict, problems }: Report): boolean {
  return verdict === 'progressing' && problems.every(problem => problem.outlook === 'self-healing')
}
