import { html } from 'hono/html'
import { STAGES } from '../../core/rule.ts'
import type { Catalogue } from '../catalogue/causes.ts'
import { document } from './layout.ts'
import { prose } from './prose.ts'
import { search } from './search.ts'
import { STAGE_TITLES } from './stages.ts'

/** The page that lists the causes by stage; all of them without a search. */
export function listPage(catalogue: Catalogue, typed: string): Promise<string> {
  const found = search(catalogue, typed)
  const looking = typed.trim() !== ''
  return document({
    title: looking ? 'Causes found: kubewhy' : 'Causes that kubewhy can name',
    up: '',
    main: html`<h1>Why a rollout stalls</h1>
<p>Every root cause that kubewhy can name, in the order in which they occur: how it shows, why it happens, how to fix it.</p>
<form method="get" action="causes" role="search">
<label>Search, for example what kubectl prints
<input type="search" name="q" value="${typed}" maxlength="200"></label>
<button>Search</button>
</form>
<p role="status">${looking ? `${found.length} of ${catalogue.length} causes contain all of these words.` : `${catalogue.length} causes.`}
${looking ? html`<a href="causes">Show all.</a>` : ''}</p>
${STAGES.map(stage => group(found.filter(cause => cause.stage === stage)))}`,
  })
}

function group(causes: Catalogue) {
  const [first] = causes
  if (first === undefined) return ''
  const { title, about } = STAGE_TITLES[first.stage]
  return html`<section aria-labelledby="stage-${first.stage}">
<h2 id="stage-${first.stage}">${title}</h2>
<p class="quiet">${about}</p>
<ul class="causes">${causes.map(
    ({ id, summary }) => html`<li><a href="causes/${id}">${id}</a><br>${prose(summary)}.</li>
`,
  )}</ul>
</section>
`
}
