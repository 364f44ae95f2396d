import { refText } from '../ref.ts'
import type { Problem, Report, WorkloadReport } from '../report.ts'
import { clean, oneLine } from './clean.ts'
import { htmlText } from './escape.ts'
import { commandLines, fixText, headline, outlookText, placedTitle, subjectText, titleText } from './wording.ts'

/**
 * The report as JUnit XML, one test case a workload: a problem that needs a change fails it, one that cannot be decided is an
 * error, one that may still recover is output of a case that passes. Problems that hold no workload are cases of their own.
 */
export function junit(report: Report): string {
  const held = new Set(report.workloads.flatMap(({ problems }) => problems))
  const cases = [
    ...report.workloads.map(workload => workloadCase(workload, report.problems)),
    ...report.problems
      .filter(({ id }) => !held.has(id))
      .map(problem => testCase(subjectText(problem.subject), [problem])),
  ]
  const count = (tag: string) => cases.filter(each => each.includes(`<${tag} `)).length
  const counts = `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="0"`
  const suite = `<testsuite name="kubewhy" ${counts} timestamp="${attribute(report.takenAt)}">`
  const output = `<system-out>${htmlText(clean(headline(report)))}</system-out>`
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suite}\n${[...cases, output].join('\n')}\n</testsuite>\n</testsuites>\n`
}

function workloadCase(workload: WorkloadReport, problems: readonly Problem[]): string {
  const own = problems.filter(({ id }) => workload.problems.includes(id))
  const isBlind = workload.verdict === 'unknown' && own.length === 0
  const reason = `${workload.reason ?? 'not ready'}`
  return testCase(refText(workload), own, isBlind ? element('error', 'unknown', reason, reason) : '')
}

function testCase(name: string, problems: readonly Problem[], more = ''): string {
  const inner = [...problems.map(result), more].filter(part => part !== '').join('')
  return `<testcase classname="kubewhy" name="${attribute(name)}">${inner}</testcase>`
}

function result(problem: Problem): string {
  const steps = problem.fix.flatMap(step => [fixText(step), ...commandLines(step).map(line => `  ${line}`)])
  const text = [titleText(problem), problem.why, `Outlook: ${outlookText(problem)}`, ...steps].map(clean).join('\n')
  if (problem.outlook === 'needs-change') return element('failure', problem.cause, placedTitle(problem), text)
  if (problem.outlook === 'unknown') return element('error', problem.cause, placedTitle(problem), text)
  return `<system-out>${htmlText(text)}</system-out>`
}

function element(tag: 'failure' | 'error', type: string, message: string, text: string): string {
  return `<${tag} type="${attribute(type)}" message="${attribute(message)}">${htmlText(text)}</${tag}>`
}

function attribute(text: string): string {
  return htmlText(oneLine(text))
}
