import type { Report } from '../../core/index.ts'
import { redactValue } from '../../core/redact/redact.ts'

const WITHHELD = '(withheld, because logs are off)'

/** A report that may be published: without log lines unless `logs`, with every text passed through `hide`. */
export function published(report: Report, hide: (text: string) => string, logs: boolean): Report {
  return redactValue(logs ? report : withoutLogs(report), hide)
}

function withoutLogs(report: Report): Report {
  return {
    ...report,
    problems: report.problems.map(problem => ({
      ...problem,
      evidence: problem.evidence.map(item =>
        item.path === 'log' || item.path === 'previous log' ? { ...item, value: WITHHELD } : item,
      ),
    })),
  }
}
