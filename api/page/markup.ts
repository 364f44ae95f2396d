import { commandBlock } from '../../core/render/html/markup.ts'
import { CLUSTER } from './cluster-markup.ts'

/** What a build inserts into the page, unchanged. */
export interface PageParts {
  readonly policy: string
  readonly icon: string
  readonly style: string
  readonly script: string
  /** JSON, without the recordings if they are loaded later. */
  readonly examples: string
  /** Absent if it is loaded later. */
  readonly worker?: string
  /** In a page from a service, which may then send to it on request: the URLs of what it loads on demand. */
  readonly later?: { readonly worker: string; readonly examples: string }
}

const SENDING = `<fieldset class="sending"><legend>Where to diagnose</legend>
<label><input type="radio" name="place" autocomplete="off" checked> In this page; nothing is uploaded</label>
<label><input type="radio" name="place" autocomplete="off" id="sent"> On this service; the snapshot is sent to it and not stored</label></fieldset>`

const SENT =
  '<p class="promise" id="sent-note" hidden><strong>The snapshot will be sent to this service</strong>, which diagnoses it and does not store it.</p>'

const FOOTER = {
  service:
    '<a href="causes">All causes</a> · <a href="docs">API</a> · <a href="kubewhy.html">Download this page</a> to use it offline.',
  offline: 'This file works without a network, and its security policy blocks network access.',
}

function command(text: string): string {
  return commandBlock(text, { lines: 5, width: 500, keep: 'head' }).html
}

export function pageMarkup({ policy, icon, style, script, worker, examples, later }: PageParts): string {
  const service = later !== undefined
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="description" content="Finds the root cause of a stalled Kubernetes rollout in the browser, from a snapshot of the cluster, with evidence and fix.">
<title>kubewhy: why did my rollout stall?</title>
<link rel="icon" href="${icon}">
<style>${style}</style>
</head>
<body${later === undefined ? '' : ` data-service data-worker="${later.worker}" data-examples="${later.examples}"`}>
<main>
<section id="start" aria-labelledby="title">
<header class="intro">
<p class="brand">kubewhy</p>
<h1 id="title">Why did my rollout stall?</h1>
<p>Drop a snapshot of your cluster to get the root cause, the evidence and the fix.</p>
</header>
<noscript><p class="card notice">This page needs JavaScript; allow it, or use the command line: <code>npx kubewhy snapshot.json</code></p></noscript>
<div id="failure" class="card notice v-stalled" role="alert" tabindex="-1" hidden><p id="failure-message"></p><p id="failure-hint" class="dim"></p></div>
<section id="zone" class="zone" aria-labelledby="zone-title">
<h2 id="zone-title">Drop a file or a folder here</h2>
<p class="buttons"><button type="button" id="choose-file" class="primary">Choose a file</button> <button type="button" id="choose-folder">Choose a folder</button></p>
<input type="file" id="file" hidden multiple aria-label="Snapshot file">
<input type="file" id="folder" hidden webkitdirectory aria-label="Snapshot folder">
<p class="dim">JSON, YAML or JSON lines · .tar, .tar.gz, .zip · cluster-info dump, support bundle, must-gather</p>
</section>
<p class="promise" id="promise"><svg aria-hidden="true" width="18" height="18" viewBox="0 0 20 20"><rect x="4" y="9" width="12" height="8.5" rx="2"/><path d="M6.8 9V6.2a3.2 3.2 0 0 1 6.4 0V9"/></svg><span><strong>Nothing is uploaded.</strong> The snapshot is read and diagnosed in this page, on this machine${service ? '' : '; it works offline too'}.</span></p>
${service ? SENT : ''}
<div class="pair">
<section class="card" aria-labelledby="recordings-title">
<h2 id="recordings-title">Or try a recorded failure</h2>
<ul id="recordings" class="recordings"></ul>
</section>
<form id="paste" class="card">
<h2><label for="text">Or paste</label></h2>
<textarea id="text" rows="5" spellcheck="false" autocomplete="off" placeholder="kubectl get deployments,replicasets,pods,events -n NAMESPACE -o json"></textarea>
<p><button type="submit">Diagnose the text</button></p>
</form>
</div>
<section class="card" aria-labelledby="how">
<h2 id="how">How to take a snapshot</h2>
<p>Complete, but without the values of Secrets, ConfigMaps and environment variables:</p>
<div class="copyable"><pre><code>${command('npx kubewhy collect -n NAMESPACE --output-file snapshot.tar.gz')}</code></pre><button type="button" data-copy hidden aria-label="Copy command">Copy</button></div>
<p>With kubectl only; what it does not list is reported as not read:</p>
<div class="copyable"><pre><code>${command('kubectl get deploy,sts,ds,jobs,rs,pods,svc,endpointslices,pvc,quota,events -n NAMESPACE -o json > snapshot.json')}</code></pre><button type="button" data-copy hidden aria-label="Copy command">Copy</button></div>
</section>
${service ? CLUSTER : ''}
<details class="card">
<summary>Options</summary>
<div class="options">
<label>Only this namespace <input id="namespace" type="text" autocomplete="off" spellcheck="false" placeholder="all"></label>
<label>Only this workload <input id="workload" type="text" autocomplete="off" spellcheck="false" placeholder="deployment/web"></label>
<label>Trace the network from <input id="path-from" type="text" autocomplete="off" spellcheck="false" placeholder="deploy/web"></label>
<label>to <input id="path-to" type="text" autocomplete="off" spellcheck="false" placeholder="svc/api:80"></label>
</div>
${service ? SENDING : ''}
</details>
<p class="unseen" role="status" data-announce></p>
</section>
<section id="work" class="card work" aria-labelledby="work-title" hidden>
<h1 id="work-title">Diagnosing</h1>
<p id="progress" role="status"></p>
<progress id="bar" max="1" aria-labelledby="work-title"></progress>
<p><button type="button" id="cancel">Cancel</button></p>
</section>
<div id="result" hidden>
<nav class="bar" aria-label="Report"><button type="button" id="again">New diagnosis</button><span><a id="download-html" href="#report" download="kubewhy-report.html">Save as HTML</a> <a id="download-json" href="#report" download="kubewhy-report.json">Save as JSON</a></span></nav>
<div id="report" class="report"></div>
</div>
</main>
<footer><p>${service ? FOOTER.service : FOOTER.offline}</p></footer>
<script type="application/json" id="examples">${examples}</script>
${worker === undefined ? '' : `<script type="text/plain" id="worker">${worker}</script>`}
<script type="module">${script}</script>
</body>
</html>
`
}
