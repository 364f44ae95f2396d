import { html } from 'hono/html'
import type { Owner } from '../../core/index.ts'
import type { Catalogue, Cause } from '../catalogue/causes.ts'
import { recorded } from './example.ts'
import { document } from './layout.ts'
import { prose } from './prose.ts'
import { STAGE_TITLES } from './stages.ts'

const WHO: Readonly<Record<Owner, string>> = {
  app: 'app team',
  platform: 'platform team',
  registry: 'registry operator',
}

export function causePage(cause: Cause, catalogue: Catalogue): Promise<string> {
  const { id, stage, owner, patience, summary, shows, happens, fix, docs, example } = cause
  return document({
    title: `${id}: kubewhy`,
    up: '../',
    main: html`<h1>${prose(summary)}</h1>
<p><code>${id}</code></p>
<ul class="facts">
<li>Stage: <a href="../causes#stage-${stage}">${STAGE_TITLES[stage].title}</a></li>
<li>Who can fix it: ${WHO[owner]}</li>
<li>How long to wait: ${patience}</li>
</ul>
<h2 id="shows">Symptoms</h2>
<p>${prose(shows)}</p>
<h2 id="happens">Why it happens</h2>
<p>${prose(happens)}</p>
<h2 id="fix">How to fix it</h2>
<p>${prose(fix)}</p>
${example === undefined ? '' : recorded(example)}
<h2 id="docs">Kubernetes documentation</h2>
<ul>${docs.map(url => html`<li><a href="${url}">${url.replace('https://', '')}</a></li>`)}</ul>
${turn(cause, catalogue)}`,
  })
}

/** Links to the previous and next cause in its stage. */
function turn({ id, stage }: Cause, catalogue: Catalogue) {
  const siblings = catalogue.filter(each => each.stage === stage)
  const at = siblings.findIndex(each => each.id === id)
  const [before, after] = [siblings[at - 1], siblings[at + 1]]
  if (before === undefined && after === undefined) return ''
  return html`<nav class="turn" aria-label="${STAGE_TITLES[stage].title}">
<span>${before === undefined ? '' : html`Before: <a rel="prev" href="${before.id}">${before.id}</a>`}</span>
<span>${after === undefined ? '' : html`Next: <a rel="next" href="${after.id}">${after.id}</a>`}</span>
</nav>`
}
