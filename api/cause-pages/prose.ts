import { html } from 'hono/html'

/** Catalogue text as HTML; backticks enclose code. */
export function prose(text: string) {
  return html`${text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`
}
