import type { Outlook, Problem, Report, Subject } from '../report.ts'
import { degradingIds } from '../summary.ts'
import { clean, oneLine } from './clean.ts'
import { jsonText, sarifText } from './escape.ts'
import type { Location, Locations } from './location.ts'
import { causeLink, commandLines, fixText, hopeSentences, placedTitle } from './wording.ts'

/** The catalogue's text about a cause. */
export interface CauseHelp {
  readonly title: string
  readonly what: string
  readonly fix: string
}

export interface SarifOptions {
  /** Finds a cause in the catalogue. Without it a rule has only its id. */
  readonly catalogue?: (cause: string) => CauseHelp | undefined
  readonly locations?: Locations
  /** Version of kubewhy. */
  readonly version?: string
  /** URL of the catalogue; a cause's id is appended. */
  readonly causesUrl?: string
}

const LEVEL: Readonly<Record<Outlook, string>> = {
  'needs-change': 'error',
  'may-recover': 'note',
  'self-healing': 'note',
  unknown: 'warning',
}

/** A SARIF 2.1.0 log with one rule per cause and one result per problem. */
export function sarif(report: Report, options: SarifOptions = {}): string {
  const causes = [...new Set(report.problems.map(({ cause }) => cause))].sort()
  const degrading = degradingIds(report.workloads)
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'kubewhy',
            ...defined({ version: options.version }),
            rules: causes.map(cause => rule(cause, options)),
          },
        },
        results: report.problems.map(problem =>
          result(problem, causes.indexOf(problem.cause), degrading.has(problem.id), options),
        ),
        properties: { verdict: report.verdict, summary: oneLine(report.summary), takenAt: report.takenAt },
      },
    ],
  }
  return jsonText(log)
}

function rule(cause: string, { catalogue, causesUrl }: SarifOptions) {
  const known = catalogue?.(cause)
  const words =
    known === undefined
      ? {}
      : {
          shortDescription: { text: sarifText(known.title) },
          fullDescription: { text: sarifText(known.what) },
          help: { text: sarifText(`${known.what} ${known.fix}`) },
        }
  return {
    id: cause,
    ...words,
    ...defined({ helpUri: causeLink(causesUrl, cause) }),
  }
}

function result(problem: Problem, ruleIndex: number, degrades: boolean, { locations = {} }: SarifOptions) {
  const place = Object.hasOwn(locations, problem.id) ? locations[problem.id] : undefined
  return {
    ruleId: problem.cause,
    ruleIndex,
    // As in the annotations: a complete workload that fails at its job is not a failed rollout.
    level: degrades && problem.outlook === 'needs-change' ? 'warning' : LEVEL[problem.outlook],
    message: { text: message(problem) },
    locations: [
      { ...defined({ physicalLocation: place && physical(place) }), logicalLocations: [logical(problem.subject)] },
    ],
    partialFingerprints: { 'kubewhy/v1': problem.id },
    properties: defined({
      confidence: problem.confidence,
      outlook: problem.outlook,
      owner: problem.owner,
      since: problem.since,
    }),
  }
}

function message(problem: Problem): string {
  const [first] = problem.fix
  const fix = first === undefined ? [] : [fixText(first), ...commandLines(first)]
  return [placedTitle(problem), problem.why, ...hopeSentences(problem), ...fix].map(sarifText).join(' ')
}

function logical({ kind, namespace, name }: Subject) {
  const parts = [kind, namespace, name].filter(part => part !== undefined)
  return { name: oneLine(name), fullyQualifiedName: oneLine(parts.join('/')), kind: 'resource' }
}

function physical({ file, startLine, endLine, startColumn }: Location) {
  const uri = file
    .split('/')
    .map(part => encodeURIComponent(clean(part)))
    .join('/')
  return { artifactLocation: { uri }, region: defined({ startLine, startColumn, endLine }) }
}

/** Drops keys without a value. */
function defined(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined))
}
