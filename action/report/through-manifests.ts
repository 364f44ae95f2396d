import type { Fix, Problem, Report } from '../../core/index.ts'
import { lower } from '../../core/words.ts'
import type { Pin } from '../github/pins.ts'
import type { Location } from '../manifests/place.ts'

/**
 * The report with the manifest's line first if a problem's field has one: the next deploy reverts what kubectl changes
 * in the cluster. Steps that change other objects stay.
 */
export function throughManifests(report: Report, pins: readonly Pin[]): Report {
  if (pins.length === 0) return report
  const places = new Map(pins.map(({ problem, location }) => [problem.id, location]))
  const placed = (problem: Problem): Problem => {
    const location = places.get(problem.id)
    const at = problem.fix.findIndex(isOfField)
    const step = problem.fix[at]
    if (location === undefined || step === undefined) return problem
    return { ...problem, fix: [...problem.fix.slice(0, at), ...stepsAt(location, step), ...problem.fix.slice(at + 1)] }
  }
  return { ...report, problems: report.problems.map(placed) }
}

/** A patch applies to the object with the field. */
function isOfField({ kind, command, patch }: Fix): boolean {
  return kind === 'change' && command !== undefined && patch !== undefined
}

function stepsAt({ file, startLine, exact }: Location, { command = '', ...step }: Fix): readonly Fix[] {
  const where = `${file}, ${exact ? '' : 'near '}line ${startLine}`
  return [
    { ...step, text: `In ${where}: ${lower(step.text)}` },
    { kind: 'change', text: 'Or only in the cluster, until the next deploy.', command },
  ]
}
