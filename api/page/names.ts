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

/** The offline page without its worker and examples, which a package keeps in separate files. */
export const OFFLINE_SHELL = 'page-offline.html'

/** Placeholders for the worker and the examples in the shell. */
export const EMPTY_SLOTS = { worker: '{{worker}}', examples: '{{examples}}' } as const

export function fillShell(shell: string, parts: Readonly<Record<keyof typeof EMPTY_SLOTS, string>>): string {
  return shell.replace(EMPTY_SLOTS.worker, () => parts.worker).replace(EMPTY_SLOTS.examples, () => parts.examples)
}
