import { html } from 'hono/html'
import { nearest } from '../../core/facts/nearest.ts'
import { CAUSES } from '../../core/index.ts'
import { document } from './layout.ts'

/** Takes an id that no cause has; returns the page that says so. */
export function missingPage(id: string): Promise<string> {
  const near = nearest(
    id,
    CAUSES.map(cause => cause.id),
  )
  return document({
    title: 'No such cause: kubewhy',
    up: '../',
    main: html`<h1>There is no cause of that id</h1>
<p>${near === undefined ? '' : html`Did you mean <a href="${near}">${near}</a>? `}<a href="../causes">All causes</a>.</p>`,
  })
}
