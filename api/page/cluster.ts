import { MAX_KUBECONFIG_BYTES } from '../../core/connect/kubeconfig-error.ts'
import { element, size } from './elements.ts'
import type { ClusterOrder, Failed } from './messages.ts'

/** The characters of a token in a header (RFC 6750). */
const TOKEN = /^[\x21-\x7e]+$/

/**
 * Activates the form for a live cluster. `send` gets the order when it is submitted, `refuse` the reason if there is
 * none. The form's content lives only as long as the page.
 */
export function clusterForm(send: (order: ClusterOrder) => void, fail: (why: Failed) => void): void {
  const form = element('cluster', HTMLFormElement)
  const text = element('kubeconfig', HTMLTextAreaElement)
  const chosen = element('kubeconfig-file', HTMLInputElement)
  const load = async (file: File | undefined) => {
    if (file === undefined) return
    if (file.size > MAX_KUBECONFIG_BYTES) return fail(tooLarge(file))
    text.value = await file.text()
    text.focus()
  }
  const tryToLoad = (file: File | undefined) => void load(file).catch(() => fail(unreadable))
  element('choose-kubeconfig', HTMLButtonElement).addEventListener('click', () => chosen.click())
  chosen.addEventListener('change', () => {
    tryToLoad(chosen.files?.[0])
    chosen.value = ''
  })
  form.addEventListener('drop', event => {
    // Elsewhere on the page, a file is a snapshot.
    event.preventDefault()
    tryToLoad(event.dataTransfer?.files[0])
  })
  form.addEventListener('submit', event => {
    event.preventDefault()
    const token = typed('cluster-token')
    if (token !== undefined && !TOKEN.test(token)) fail(noToken)
    else send(orderOf(text.value, token))
  })
  addEventListener('pagehide', () => form.reset())
}

function orderOf(kubeconfig: string, token: string | undefined): ClusterOrder {
  const [context, namespace, workload] = ['context', 'namespace', 'workload'].map(name => typed(`cluster-${name}`))
  return {
    cluster: {
      kubeconfig,
      ...(context === undefined ? {} : { context }),
      ...(namespace === undefined ? {} : { namespace }),
      ...(workload === undefined ? {} : { workload }),
    },
    ...(token === undefined ? {} : { token }),
    service: location.origin,
    causesUrl: `${location.origin}/causes`,
  }
}

function typed(id: string): string | undefined {
  return element(id, HTMLInputElement).value.trim() || undefined
}

function tooLarge({ name, size: bytes }: File): Failed {
  return {
    type: 'failed',
    message: `${name} is too large for a kubeconfig: ${size(bytes)}, at most ${size(MAX_KUBECONFIG_BYTES)}.`,
    hint: 'Use one with a single context: kubectl config view --raw --flatten --minify.',
  }
}

const unreadable: Failed = {
  type: 'failed',
  message: 'The browser could not read the kubeconfig file.',
  hint: 'It may have changed or moved since you chose it: choose it again, or paste its text.',
}

const noToken: Failed = {
  type: 'failed',
  message: 'The token has an invalid character.',
  hint: 'Copy it again, without spaces or quotes; nothing was sent.',
}
