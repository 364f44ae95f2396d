import type { PathHop, PathReport } from '../../path.ts'
import { refText } from '../../ref.ts'
import type { Verdict } from '../../report.ts'
import { CONFIDENCE, isLog } from '../wording.ts'
import { block, h, type Markup } from './markup.ts'
import { fixes } from './problem.ts'
import { sign } from './verdict.ts'

/** The verdict whose color and sign represent a state. */
const STANDS_FOR: Readonly<Record<PathHop['state'], Verdict>> = {
  open: 'healthy',
  broken: 'stalled',
  undecided: 'unknown',
}

function hopItem({ state, object, text, check, evidence }: PathHop, label: string): Markup {
  const proof = state === 'broken' ? evidence : []
  return h`<li class="hop v-${STANDS_FOR[state]}">${sign(STANDS_FOR[state], 24)}<div><p class="kicker">${label}<span class="unseen"> ${state}</span>${object === undefined ? undefined : h` · <span class="ref">${refText(object)}</span>`}</p><p>${text}</p>${check === undefined ? undefined : h`<pre><code>${check}</code></pre>`}${proof.map(({ object: of, path, value }) => h`<p class="dim">${refText(of)}, <code>${path}</code></p><pre><code>${block(value, { lines: 12, width: 600, keep: isLog(path) ? 'tail' : 'head' })}</code></pre>`)}</div></li>`
}

/** The label of each kind of hop. */
export type HopLabels = Readonly<Record<PathHop['hop'], string>>

/** The path from top to bottom, and its cause. */
export function pathBody(
  { from, to, state, summary, hops, cause }: PathReport,
  labels: Readonly<Record<PathHop['hop'], string>>,
): Markup {
  const verdict = STANDS_FOR[state]
  const why =
    cause === undefined
      ? undefined
      : h`<section class="card problem v-${verdict}"><header><p class="kicker">${cause.cause === undefined ? 'Cause' : h`Cause · <code>${cause.cause}</code>`}</p><h2>${cause.title}</h2><p class="ref">${refText(cause.subject)}</p>${cause.confidence === 'certain' ? undefined : h`<p class="dim">Certainty: ${CONFIDENCE[cause.confidence]}</p>`}<p class="why">${cause.why}</p></header>${fixes(cause.fix)}</section>`
  return h`<header class="hero v-${verdict}">${sign(verdict, 44)}<div><h1>${summary}</h1></div></header>${why}<section class="card"><h2>${from} → ${to}</h2><ol class="way">${hops.map(hop => hopItem(hop, labels[hop.hop]))}</ol></section><p class="unseen" role="status" data-announce></p>`
}
