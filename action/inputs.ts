import * as z from 'zod'
import { parseDuration } from './duration.ts'
import { COMMENT_MODES } from './github/comment.ts'
import { parseLabelSelector } from './inputs/label-selector.ts'
import { type NamedObject, parseTarget } from './inputs/target-names.ts'

/** Invalid inputs. The message lists all mistakes, one per line. */
class InputsError extends Error {
  constructor(mistakes: readonly string[]) {
    super(`Invalid inputs:\n${mistakes.map(mistake => `- ${mistake}`).join('\n')}`)
    this.name = 'InputsError'
  }
}

const ONE_SECOND = 1000
const ONE_DAY = 24 * 60 * 60 * 1000

/** When to stop waiting: never early, by each cause's patience, or at most 20 s after any cause appears. */
export const FAIL_FAST = ['off', 'normal', 'strict'] as const

const optional = z.string().transform(value => (value === '' ? undefined : value))

const duration = (least: number) =>
  z.string().transform((value, context) => {
    const milliseconds = parseDuration(value)
    if (milliseconds !== undefined && milliseconds >= least && milliseconds <= ONE_DAY) return milliseconds
    const range = least === 0 ? 'at most 24h' : `from ${least / ONE_SECOND}s to 24h`
    context.addIssue(
      `${JSON.stringify(value.slice(0, 40))} is not a valid duration (${range}); use the form 90s, 10m or 1h30m`,
    )
    return z.NEVER
  })

const choice = <const T extends readonly [string, ...string[]]>(...values: T) =>
  z.enum(values, {
    error: issue => `${JSON.stringify(String(issue.input).slice(0, 40))} is not one of ${values.join(', ')}`,
  })

const lines = z.string().transform(value =>
  value
    .split(/\r?\n/)
    .map(line => line.trim())
    .filter(line => line !== ''),
)

const workloads = z.string().transform((value, context) => {
  const items = value.split(/[\s,]+/).filter(item => item !== '')
  return items.flatMap((item): NamedObject[] => {
    const parsed = parseTarget(item)
    if (typeof parsed !== 'string') return [parsed]
    context.addIssue(parsed)
    return []
  })
})

const selector = z.string().transform((value, context) => {
  if (value === '') return undefined
  const parsed = parseLabelSelector(value)
  if (parsed === undefined)
    context.addIssue(`${JSON.stringify(value.slice(0, 100))} is not a label selector; use the form app=web,tier!=cache`)
  return parsed
})

const logs = z.string().transform((value, context) => {
  if (value === '') return undefined
  if (value !== 'on' && value !== 'off') context.addIssue(`${JSON.stringify(value.slice(0, 40))} is not one of on, off`)
  return value === 'on'
})

const prNumber = z.string().transform((value, context) => {
  if (value === '') return undefined
  if (!/^[1-9]\d{0,9}$/.test(value))
    context.addIssue(`${JSON.stringify(value.slice(0, 40))} is not a pull request number`)
  return Number(value)
})

const namespace = optional.refine(
  value => value === undefined || /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(value),
  {
    error: issue => `${JSON.stringify(String(issue.input).slice(0, 80))} is not a namespace name`,
  },
)

const SCHEMA = z.object({
  namespace,
  workloads,
  selector,
  manifests: lines,
  kubeconfig: optional,
  context: optional,
  snapshot: optional,
  timeout: duration(ONE_SECOND),
  settle: duration(0),
  'fail-fast': choice(...FAIL_FAST),
  'fail-on': choice('stalled', 'degraded', 'unknown', 'never'),
  comment: choice(...COMMENT_MODES),
  key: optional,
  'pr-number': prNumber,
  token: optional,
  logs,
  'sarif-path': optional,
})

/** The step's inputs. Times in milliseconds; empty inputs are undefined. */
export type Inputs = Readonly<z.output<typeof SCHEMA>>
export type FailFast = Inputs['fail-fast']
export type FailOn = Inputs['fail-on']

export const INPUT_NAMES: readonly string[] = Object.keys(SCHEMA.shape)

/** The defaults of action.yml; also used for an input that a workflow's expression left empty. */
const DEFAULTS: Readonly<Record<string, string>> = {
  timeout: '10m',
  settle: '10s',
  'fail-fast': 'normal',
  'fail-on': 'stalled',
  comment: 'on-failure',
}

/** Reads every input with `getInput` of @actions/core. Throws an InputsError that names all mistakes at once. */
export function readInputs(getInput: (name: string) => string): Inputs {
  const given = Object.fromEntries(INPUT_NAMES.map(name => [name, getInput(name).trim() || (DEFAULTS[name] ?? '')]))
  const parsed = SCHEMA.safeParse(given)
  const issues = parsed.success ? [] : parsed.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`)
  const mistakes = [...issues, ...contradictions(given)]
  if (!parsed.success || mistakes.length > 0) throw new InputsError(mistakes)
  return parsed.data
}

function contradictions(given: Readonly<Record<string, string>>): string[] {
  if (given['snapshot'] === '') return []
  return ['kubeconfig', 'context', 'selector'].flatMap(name =>
    given[name] === '' ? [] : [`${name}: cannot be combined with snapshot, which needs no cluster; remove one of them`],
  )
}
