import { html } from 'hono/html'
import { nearest } from '../../core/nearest.ts'
import type { Catalogue } from '../catalogue/causes.ts'
import { document } from './layout.ts'

/** The page for an id that the catalogue does not have. */
export function missingPage(id: string, catalogue: Catalogue): Promise<string> {
  const near = nearest(
    id,
    catalogue.map(cause => cause.id),
  )
  return document({
    title: 'No such cause: kubewhy',
    up: '../',
    main: html`<h1>There is no cause with this id</h1>
<p>${near === undefined ? '' : html`Did you mean <a href="${near}">${near}</a>? `}<a href="../causes">All causes</a>.</p>`,
  })
}
