import { refText } from '../../ref.ts'
import type { Evidence, Field, Fix, Problem, TemplateChange, Verdict } from '../../report.ts'
import {
  CONFIDENCE,
  causeLink,
  changeText,
  commandLines,
  fixLabel,
  isLog,
  OWNER,
  outlookText,
  proofText,
  sinceText,
  subjectText,
  titleText,
} from '../wording.ts'
import { anchorOf } from './anchor.ts'
import { block, commandBlock, h, type Markup } from './markup.ts'
import { picture } from './picture.ts'
import { sign } from './verdict.ts'

const MAX_EVIDENCE = 12
const MAX_CHANGES = 30
const PREVIEW = 110

/** The verdict that represents a problem's outlook, for color and filter. */
const STANDS_FOR: Readonly<Record<Problem['outlook'], Verdict>> = {
  'needs-change': 'stalled',
  'may-recover': 'progressing',
  'self-healing': 'progressing',
  unknown: 'unknown',
}

export interface ProblemPlace {
  /** Counts from 1. */
  readonly number: number
  readonly of: number
  readonly takenAt: string
  readonly causesUrl: string | undefined
  /** True if everything it affects is complete and only fails at its job. */
  readonly degrades: boolean
}

/** The section of a problem: what it is, how to fix it, how it came about, the evidence. */
export function problemSection(problem: Problem, { number, of, takenAt, causesUrl, degrades }: ProblemPlace): Markup {
  const anchor = anchorOf(problem)
  const standing = STANDS_FOR[problem.outlook]
  const verdict = degrades && standing === 'stalled' ? 'degraded' : standing
  return h`<section class="card problem v-${verdict}" id="${anchor}" aria-labelledby="${anchor}-title" data-verdict="${verdict}" data-namespaces="${namespacesOf(problem).join(' ')}"><div class="columns"><div><header><p class="kicker">${of > 1 ? `Problem ${number} of ${of}` : 'Problem'} · ${causeMark(problem, causesUrl)} <a class="anchor" href="#${anchor}" aria-label="Link to this problem">#</a></p><h2 id="${anchor}-title">${titleText(problem)}</h2><p class="ref">${subjectText(problem.subject)}</p><p class="why">${problem.why}</p></header>${fixes(problem.fix)}${fieldBlock(problem.field)}${facts(problem, takenAt)}</div>${picture(problem)}</div>${evidenceBlock(problem.evidence)}${changes(problem.changed ?? [])}</section>`
}

/** The namespaces of a problem, in the order in which it mentions them. */
export function namespacesOf({ subject, chain, affects }: Problem): string[] {
  return [...new Set([subject, ...chain, ...affects].flatMap(({ namespace }) => namespace ?? []))]
}

function causeMark({ cause }: Problem, causesUrl: string | undefined): Markup {
  const link = causeLink(causesUrl, cause)
  if (cause === 'unknown') return h`cause not found in the snapshot`
  return link === undefined
    ? h`<code>${cause}</code>`
    : h`<a href="${link}" target="_blank" rel="noopener noreferrer"><code>${cause}</code><span class="unseen"> (opens in a new tab)</span></a>`
}

/** The steps as a list with their commands and patches. */
export function fixes(all: readonly Fix[]): Markup {
  if (all.length === 0) return h``
  return h`<h3>Fix</h3><ol class="${all.length === 1 ? 'fixes one' : 'fixes'}">${all.map(fix => h`<li><p><span class="step ${fix.kind ?? 'change'}">${fixLabel(fix)}</span> ${fix.text}</p>${proof(fix)}${copyable(commandLines(fix).join('\n'), 'command')}${patchBlock(fix.patch)}</li>`)}</ol>`
}

function proof(fix: Fix): Markup | undefined {
  const text = proofText(fix)
  return text === undefined ? undefined : h`<p class="proof">${sign('healthy', 16)} ${text}</p>`
}

function patchBlock(patch: Fix['patch']): Markup | undefined {
  const text = patch === undefined ? '' : JSON.stringify(patch, null, 2)
  if (text === '' || text.length > 4000) return undefined
  return h`<details><summary>As a patch</summary>${copyable(text, 'patch')}</details>`
}

/** The complete text or nothing: half a command may be harmful. */
function copyable(text: string, what: 'command' | 'patch'): Markup | undefined {
  if (text === '') return undefined
  return h`<div class="copyable"><pre><code>${(what === 'command' ? commandBlock : block)(text, { lines: 200, width: 4000, keep: 'head' })}</code></pre><button type="button" data-copy hidden aria-label="Copy ${what}">Copy</button></div>`
}

function fieldBlock(field: Field | undefined): Markup | undefined {
  if (field === undefined) return undefined
  const { object, path, value, suggestion } = field
  return h`<h3>Field</h3><p class="field"><code>${path}</code> of <span class="ref">${refText(object)}</span></p>${value === undefined ? undefined : h`<p class="values">now: <code class="bad">${shown(value)}</code>${suggestion === undefined ? undefined : h` · suggested: <code class="good">${shown(suggestion)}</code>`}</p>`}`
}

function facts(problem: Problem, takenAt: string): Markup {
  const { owner, confidence, since } = problem
  const rows: [string, string][] = [
    ['Outlook', outlookText(problem)],
    ['Who can fix it', OWNER[owner]],
    ['Certainty', CONFIDENCE[confidence]],
    ...(since === undefined ? [] : [['Since', sinceText(since, takenAt)] as [string, string]]),
  ]
  return h`<dl class="facts">${rows.map(([name, text]) => h`<div><dt>${name}</dt><dd>${text}</dd></div>`)}</dl>`
}

function evidenceBlock(all: readonly Evidence[]): Markup | undefined {
  if (all.length === 0) return undefined
  const left = all.length - MAX_EVIDENCE
  return h`<h3>Evidence</h3>${all.slice(0, MAX_EVIDENCE).map(evidence)}${left > 0 ? h`<p class="dim">and ${left} more: see the JSON report</p>` : undefined}`
}

function evidence({ object, path, value }: Evidence, index: number): Markup {
  const keep = isLog(path) ? 'tail' : 'head'
  const preview =
    (keep === 'tail'
      ? value
          .trimEnd()
          .slice(-4 * PREVIEW)
          .split('\n')
          .at(-1)
      : value) ?? ''
  return h`<details class="evidence"${index === 0 ? h` open` : undefined}><summary><span class="ref">${refText(object)}</span> <code>${path}</code><span class="preview">${preview.slice(0, 4 * PREVIEW)}</span></summary><pre>${block(value, { lines: 60, width: 2000, keep })}</pre></details>`
}

function changes(all: readonly TemplateChange[]): Markup | undefined {
  if (all.length === 0) return undefined
  const left = all.length - MAX_CHANGES
  const lines = all.slice(0, MAX_CHANGES).map(change => {
    const { verb, values } = changeText(change)
    return h`<li><code>${change.path}</code> ${verb}${values.length === 0 ? undefined : ':'}${values.map((value, index) => h`${index === 0 ? undefined : h` →`} <code>${shown(value)}</code>`)}</li>`
  })
  return h`<h3>What the rollout changed in the pod template</h3><ul class="changes">${lines}${left > 0 ? h`<li>and ${left} more</li>` : undefined}</ul>`
}

function shown(value: string): string {
  return value === '' ? '""' : value
}
