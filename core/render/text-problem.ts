import { refText } from '../ref.ts'
import type { Evidence, Field, Fix, Problem, TemplateChange } from '../report.ts'
import { cutLines } from './clean.ts'
import { terminal } from './escape.ts'
import { type Line, type Page, prose, row, styled } from './rows.ts'
import {
  affected,
  CONFIDENCE,
  causeLink,
  causeText,
  changeText,
  commandLines,
  fixText,
  isLog,
  OWNER,
  outlookText,
  proofText,
  sinceText,
} from './wording.ts'

const MAX_EVIDENCE = 6
const MAX_LIST = 10

type Row = readonly [label: string, lines: readonly Line[]]

export interface Context {
  readonly page: Page
  /** What the line above the problem already says. */
  readonly said: string
  readonly takenAt: string
  readonly causesUrl: string | undefined
}

/** The lines of a problem: cause and fix first, then the evidence. */
export function problemLines(problem: Problem, { page, said, takenAt, causesUrl }: Context): string[] {
  const { id, rest } = causeText(problem, said)
  const link = causeLink(causesUrl, problem.cause)
  const answer: Row[] = [
    ['Cause', prose(`${id}${rest}`, page, '', 'bold')],
    ['Fix', problem.fix.flatMap(fix => fixLines(fix, page))],
    ['Outlook', prose(outlookText(problem), page)],
  ]
  const proof: Row[] = [
    ['Why', prose(problem.why, page)],
    ['Field', problem.field === undefined ? [] : fieldLines(problem.field, page)],
    ['Evidence', list(problem.evidence, MAX_EVIDENCE, each => evidenceLines(each, page))],
    [
      'Chain',
      list(problem.chain, MAX_LIST, (link, depth) => chainLines(`${refText(link)}: ${link.text}`, depth, page)),
    ],
    ['Changed', list(problem.changed ?? [], MAX_LIST, each => changeLines(each, page))],
    ['Affects', list(affected(problem), MAX_LIST, each => prose(each, page))],
    ['Since', problem.since === undefined ? [] : prose(sinceText(problem.since, takenAt), page)],
    ['Certainty', problem.confidence === 'certain' ? [] : prose(CONFIDENCE[problem.confidence], page)],
    ['Owner', prose(OWNER[problem.owner], page)],
    ['More', link === undefined ? [] : [styled(link)]],
  ]
  const finish = (rows: Row[]) => rows.flatMap(([label, lines]) => row(label, lines, page))
  return [...finish(answer), '', ...finish(proof)]
}

/** The command is on lines of its own without wrapping, so that it can be copied. */
function fixLines(fix: Fix, page: Page): Line[] {
  const proof = proofText(fix)
  return [
    ...prose(fixText(fix), page),
    ...commandLines(fix).map(line => styled(`  ${line}`, 'cyan')),
    ...(proof === undefined ? [] : prose(`(${proof})`, page, '', 'dim')),
  ]
}

function fieldLines({ object, path, value, suggestion }: Field, page: Page): Line[] {
  const now = value === undefined ? [] : [`now ${quote(value)}`]
  const then = suggestion === undefined ? [] : [`suggested: ${quote(suggestion)}`]
  const values = [...now, ...then].join(', ')
  return [
    ...prose(`${terminal(path)} of ${refText(object)}`, page),
    ...(values === '' ? [] : prose(values, page, '', suggestion === undefined ? undefined : 'green')),
  ]
}

function evidenceLines({ object, path, value }: Evidence, page: Page): Line[] {
  const keep = isLog(path) ? 'tail' : 'head'
  const lines = cutLines(value, { lines: 12, width: 600, keep })
  return [
    ...prose(`${refText(object)}, ${path}`, page, '', 'dim'),
    ...lines.flatMap(line => quoted(line, page, isLog(path))),
  ]
}

/** A log line keeps its whitespace and is never wrapped: its shape is part of its meaning. */
function quoted(line: string, page: Page, whole: boolean): Line[] {
  return whole ? [styled(`│ ${line}`)] : prose(line, page, '│ ').map(({ text }) => styled(text.replace(/^ {2}/, '│ ')))
}

function chainLines(text: string, depth: number, page: Page): Line[] {
  return prose(text, page, depth === 0 ? '' : `${'  '.repeat(depth - 1)}→ `)
}

function changeLines(change: TemplateChange, page: Page): Line[] {
  const { verb, values } = changeText(change)
  return prose(`${change.path} ${verb}${values.length === 0 ? '' : `: ${values.map(quote).join(' → ')}`}`, page)
}

function list<T>(items: readonly T[], max: number, lines: (item: T, index: number) => Line[]): Line[] {
  const left = items.length - max
  const shown = items.slice(0, max).flatMap(lines)
  return left > 0 ? [...shown, styled(`… and ${left} more`, 'dim')] : shown
}

function quote(value: string): string {
  return value === '' ? '""' : terminal(value, 200)
}
