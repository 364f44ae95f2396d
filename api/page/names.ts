/**
 * The page that a service gives, what that page loads when it is first needed, and the page that is all in one file.
 */
export type PageKind = 'service' | 'worker' | 'examples' | 'offline'

/** What the parts are called, beside the code of a release and in the addresses of a service. */
export const PAGE_NAMES: Readonly<Record<PageKind, string>> = {
  service: 'page.html',
  worker: 'page-worker.js',
  examples: 'page-examples.json',
  offline: 'kubewhy.html',
}
