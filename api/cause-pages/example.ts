import { html } from 'hono/html'
import { refText } from '../../core/ref.ts'
import { fixText } from '../../core/render/wording.ts'
import type { CauseExample } from '../catalogue/example.ts'

/** The report's text about a recorded case. */
export function recorded({ subject, title, why, chain, evidence, fix }: CauseExample) {
  return html`<h2 id="example">Recorded from a cluster</h2>
<section class="example" aria-labelledby="example">
<p><strong>${refText(subject)}${subject.container === undefined ? '' : `, container ${subject.container}`}</strong>: ${title}</p>
<p>${why}</p>
<h3>Fix</h3>
${fix.map(
  fix => html`<p>${fixText(fix)}</p>
${fix.command === undefined ? '' : html`<pre tabindex="0"><code>${fix.command}</code></pre>`}
`,
)}
<h3>Evidence</h3>
${evidence.map(
  ({ object, path, value }) => html`<p class="quiet">${refText(object)}, ${path}</p>
<pre tabindex="0"><code>${value}</code></pre>
`,
)}
<h3>From the workload down to the cause</h3>
<ol>${chain.map(link => html`<li>${refText(link)}: ${link.text}</li>`)}</ol>
</section>`
}
