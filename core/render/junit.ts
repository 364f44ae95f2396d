import { refText } from '../ref.ts'
import type { Problem, Report, WorkloadReport } from '../report.ts'
import { clean, oneLine } from './clean.ts'
import { htmlText } from './escape.ts'
import { commandLines, fixText, headline, outlookText, placedTitle, subjectText, titleText } from './wording.ts'

/**
 * The report as JUnit XML, one test case per workload: a problem that needs a change is a failure, one that cannot be
 * decided an error, one that may still recover is output of a passing case. Problems that affect no workload are cases
 * of their own.
 */
export function junit(report: Report): string {
  const held = new Set(report.workloads.flatMap(({ problems }) => problems))
  const cases = [
    ...report.workloads.map(workload => workloadCase(workload, report.problems)),
    ...report.problems
      .filter(({ id }) => !held.has(id))
      .map(problem => testCase(subjectText(problem.subject), [problem])),
  ]
  const count = (outcome: Outcome) => cases.filter(({ outcomes }) => outcomes.includes(outcome)).length
  const counts = `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="0"`
  const suite = `<testsuite name="kubewhy" ${counts} timestamp="${attribute(report.takenAt)}">`
  const output = `<system-out>${htmlText(clean(headline(report)))}</system-out>`
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suite}\n${[...cases.map(({ xml }) => xml), output].join('\n')}\n</testsuite>\n</testsuites>\n`
}

type Outcome = 'failure' | 'error'

interface TestCase {
  readonly xml: string
  readonly outcomes: readonly Outcome[]
}

function workloadCase(workload: WorkloadReport, problems: readonly Problem[]): TestCase {
  const own = problems.filter(({ id }) => workload.problems.includes(id))
  const isBlind = workload.verdict === 'unknown' && own.length === 0
  const reason = `${workload.reason ?? 'not ready'}`
  return isBlind
    ? caseOf(refText(workload), element('error', 'unknown', reason, reason), ['error'])
    : testCase(refText(workload), own)
}

function testCase(name: string, problems: readonly Problem[]): TestCase {
  return caseOf(name, problems.map(result).join(''), problems.flatMap(outcomeOf))
}

function caseOf(name: string, inner: string, outcomes: readonly Outcome[]): TestCase {
  return { xml: `<testcase classname="kubewhy" name="${attribute(name)}">${inner}</testcase>`, outcomes }
}

function outcomeOf({ outlook }: Problem): readonly Outcome[] {
  if (outlook === 'needs-change') return ['failure']
  return outlook === 'unknown' ? ['error'] : []
}

function result(problem: Problem): string {
  const steps = problem.fix.flatMap(step => [fixText(step), ...commandLines(step).map(line => `  ${line}`)])
  const text = [titleText(problem), problem.why, `Outlook: ${outlookText(problem)}`, ...steps].map(clean).join('\n')
  const [outcome] = outcomeOf(problem)
  return outcome === undefined
    ? `<system-out>${htmlText(text)}</system-out>`
    : element(outcome, problem.cause, placedTitle(problem), text)
}

function element(tag: Outcome, type: string, message: string, text: string): string {
  return `<${tag} type="${attribute(type)}" message="${attribute(message)}">${htmlText(text)}</${tag}>`
}

function attribute(text: string): string {
  return htmlText(oneLine(text))
}
