import { html } from 'hono/html'

/** Takes text of the catalogue, in which backticks enclose what is typed or printed; returns it as HTML. */
export function prose(text: string) {
  return html`${text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`
}
