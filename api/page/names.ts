/** The page from a service, what that page loads on demand, and the page as one file. */
export type PageKind = 'service' | 'worker' | 'examples' | 'offline'

/** The names of the parts, in a release and in a service's URLs. */
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
