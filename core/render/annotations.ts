import type { Outlook, Problem, Report } from '../report.ts'
import { degradingIds } from '../summary.ts'
import { cut, fitting, oneLine } from './clean.ts'
import { workflowCommand, workflowProperty } from './escape.ts'
import type { Locations } from './location.ts'
import { commandLines, fixText, hopeSentences, subjectText, titleText } from './wording.ts'

/**
 * The runner keeps ten annotations of a kind per step, and 4,096 characters of each (actions/runner,
 * ExecutionContext.cs).
 */
const MAX_ANNOTATIONS = 10
const MAX_LENGTH = 4096

const COMMAND: Readonly<Record<Outlook, string>> = {
  'needs-change': 'error',
  'may-recover': 'notice',
  unknown: 'warning',
  'self-healing': 'notice',
}

/**
 * A workflow command for each of the first ten problems, without a location if none is known. Each is one line of at
 * most 4,096 UTF-16 units.
 */
export function annotations(report: Report, locations: Locations = {}): string[] {
  return annotated(report).map(({ problem, command }) => annotation(problem, command, locations))
}

/** True where one of the annotations is an error. */
export function hasErrors(report: Report): boolean {
  return annotated(report).some(({ command }) => command === 'error')
}

interface Annotated {
  readonly problem: Problem
  readonly command: string
}

function annotated(report: Report): readonly Annotated[] {
  const degrading = degradingIds(report.workloads)
  return report.problems.slice(0, MAX_ANNOTATIONS).map(problem => {
    const { id, outlook } = problem
    return { problem, command: degrading.has(id) && outlook === 'needs-change' ? 'warning' : COMMAND[outlook] }
  })
}

function annotation(problem: Problem, command: string, locations: Locations): string {
  const place = Object.hasOwn(locations, problem.id) ? locations[problem.id] : undefined
  const properties = Object.entries({
    file: place === undefined ? undefined : cut(place.file, 500),
    line: place?.startLine,
    endLine: place?.endLine,
    col: place?.startColumn,
    title: `${problem.cause}: ${oneLine(subjectText(problem.subject), 200)}`,
  }).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${workflowProperty(String(value))}`]))
  const head = `::${command} ${properties.join(',')}::`
  return head + fitting(message(problem), MAX_LENGTH - head.length, workflowCommand)
}

function message(problem: Problem): string {
  const { why, fix } = problem
  return [
    titleText(problem),
    why,
    ...hopeSentences(problem),
    ...fix.slice(0, 1).flatMap(each => [fixText(each), ...commandLines(each)]),
  ]
    .map(line => oneLine(line))
    .join('\n')
}
