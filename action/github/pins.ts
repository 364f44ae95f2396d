import { isAbsolute } from 'node:path'
import type { Locations } from '../../core/render/location.ts'
import type { Report } from '../../core/report.ts'
import { locateField } from '../manifests/locate.ts'
import type { Source } from '../manifests/source.ts'
import type { Pin } from './review.ts'

/** The problems whose field stands in a file of the workspace, with its place. */
export function pinProblems(report: Report, sources: readonly Source[]): Pin[] {
  return report.problems.flatMap(problem => {
    const location = problem.field && locateField(sources, problem.field)
    return location === undefined || isAbsolute(location.file) ? [] : [{ problem, location }]
  })
}

/** The same places by problem id, for annotations and SARIF. */
export function locationsOf(pins: readonly Pin[]): Locations {
  return Object.fromEntries(pins.map(({ problem, location }) => [problem.id, location]))
}
