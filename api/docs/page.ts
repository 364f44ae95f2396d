import { html } from 'hono/html'
import type { Content, OpenApi, Operation } from '../description/document.ts'
import { type Row, rowsOf, typeOf } from './schema-rows.ts'

/** The API reference as one HTML page without scripts. */
export async function docsPage({ info, paths, components }: OpenApi, service: string): Promise<string> {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ title: `${method.toUpperCase()} ${path}`, operation })),
  )
  return String(
    await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${info.title} API</title>
<link rel="stylesheet" href="docs.css">
</head>
<body>
<header>
<nav aria-label="Site"><a href="./">Diagnose in the browser</a> · <a href="causes">All causes</a></nav>
<h1>${info.title} API</h1>
<p>${info.summary} ${info.description}</p>
<p>Machine-readable: <a href="openapi.json">openapi.json</a></p>
</header>
<nav aria-label="Contents">
<ul>${operations.map(({ title, operation }) => html`<li><a href="#${operation.operationId}"><code>${title}</code></a></li>`)}
<li><a href="#schemas">Schemas</a></li></ul>
</nav>
<main>
<section aria-labelledby="try">
<h2 id="try">Try it</h2>
<pre tabindex="0"><code>${tryIt(service)}</code></pre>
<p>With <code>format=html</code> the answer is a report to read in the browser; each cause that it names has <a href="causes">a page</a>.</p>
</section>
${operations.map(({ title, operation }) => section(title, operation))}
<h2 id="schemas">Schemas</h2>
${Object.entries(components.schemas).map(
  ([name, schema]) => html`<section aria-labelledby="schema-${name}">
<h3 id="schema-${name}">${name}</h3>
<p>${schema.description ?? ''}</p>
${table(rowsOf(schema))}
</section>`,
)}
</main>
</body>
</html>
`,
  )
}

function tryIt(service: string): string {
  return `kubectl get deployments,replicasets,statefulsets,daemonsets,jobs,pods,services,events -n shop -o json |
  curl --data-binary @- '${service}/v1/diagnose?namespace=shop&format=text'`
}

function section(title: string, { operationId, summary, description, parameters, requestBody, responses }: Operation) {
  const rows = (parameters ?? []).map(each => ({
    name: each.name,
    type: `${typeOf(each.schema ?? {})}, in the ${each.in}`,
    required: each.required ?? false,
    description: each.description ?? each.schema?.description ?? '',
  }))
  return html`<section aria-labelledby="${operationId}">
<h2 id="${operationId}"><code>${title}</code></h2>
<p>${summary}. ${description ?? ''}</p>
${rows.length > 0 ? html`<h3>Parameters</h3>${table(rows)}` : ''}
${requestBody ? html`<h3>Body</h3><p>${requestBody.description}</p><ul>${contents(requestBody.content)}</ul>` : ''}
<h3>Responses</h3>
<dl>${Object.entries(responses).map(
    ([status, response]) =>
      html`<dt>${status}</dt><dd>${response.description}<ul>${contents(response.content ?? {})}</ul></dd>`,
  )}</dl>
</section>`
}

function contents(content: Content) {
  return Object.entries(content).map(
    ([type, { schema }]) => html`<li><code>${type}</code>: ${link(typeOf(schema ?? {}))}</li>`,
  )
}

function table(rows: readonly Row[]) {
  return html`<div class="table" tabindex="0"><table>
<thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col">Meaning</th></tr></thead>
<tbody>${rows.map(
    ({ name, type, required, description }) =>
      html`<tr><th scope="row"><code>${name}</code>${required ? '' : ' (optional)'}</th><td>${link(type)}</td><td>${description}</td></tr>`,
  )}</tbody>
</table></div>`
}

/** A type, linked to its schema if it names one. */
function link(type: string) {
  const name = /(?:^|of )([A-Z][A-Za-z]{1,40})$/.exec(type)?.[1]
  return name === undefined ? type : html`${type.slice(0, -name.length)}<a href="#schema-${name}">${name}</a>`
}
