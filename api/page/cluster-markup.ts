/**
 * The form for a live cluster, only in a page from a service, which reads the cluster. It has no `name`s, so nothing of
 * it can become part of a URL.
 */
export const CLUSTER = `<details class="card" id="live">
<summary>A live cluster</summary>
<form id="cluster" autocomplete="off">
<p id="cluster-note"><strong>The kubeconfig is sent to this service</strong>, which reads the cluster once and does not store the kubeconfig; nor does this page. Use one with a read-only role and a short-lived token: <code>kubewhy rbac</code> prints the role and the commands. Do not send your admin kubeconfig.</p>
<p><label for="kubeconfig">Kubeconfig</label></p>
<textarea id="kubeconfig" rows="5" required spellcheck="false" autocomplete="off" autocapitalize="off" aria-describedby="cluster-note" placeholder="apiVersion: v1&#10;kind: Config"></textarea>
<p><button type="button" id="choose-kubeconfig">Choose a kubeconfig file</button></p>
<input type="file" id="kubeconfig-file" hidden aria-label="Kubeconfig file">
<div class="options">
<label>Context <input id="cluster-context" type="text" autocomplete="off" autocapitalize="off" spellcheck="false" placeholder="current context"></label>
<label>Namespace <input id="cluster-namespace" type="text" autocomplete="off" autocapitalize="off" spellcheck="false" placeholder="from the context"></label>
<label>Workload <input id="cluster-workload" type="text" autocomplete="off" autocapitalize="off" spellcheck="false" placeholder="deployment/web"></label>
<label>Token of this service <input id="cluster-token" type="password" autocomplete="off" spellcheck="false" aria-describedby="token-note"></label>
</div>
<p id="token-note" class="dim">The service reads clusters only for callers with one of its tokens; ask its operator. This is not a token of the cluster.</p>
<p><button type="submit">Send the kubeconfig and diagnose</button></p>
</form>
</details>`
