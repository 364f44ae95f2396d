import { isAbsolute } from 'node:path'
import type { Locations } from '../../core/render/location.ts'
import type { Problem, Report } from '../../core/report.ts'
import { locateField } from '../manifests/locate.ts'
import type { Location } from '../manifests/place.ts'
import type { Source } from '../manifests/source.ts'

/** A problem and the location of its field. */
export interface Pin {
  readonly problem: Problem
  readonly location: Location
}

/** The problems whose field is in a file of the workspace, with its location. */
export function pinProblems(report: Report, sources: readonly Source[]): Pin[] {
  return report.problems.flatMap(problem => {
    const location = problem.field && locateField(sources, problem.field)
    return location === undefined || isAbsolute(location.file) ? [] : [{ problem, location }]
  })
}

/** The same locations by problem id, for annotations and SARIF. */
export function locationsOf(pins: readonly Pin[]): Locations {
  return Object.fromEntries(pins.map(({ problem, location }) => [problem.id, location]))
}
