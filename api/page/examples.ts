import type { Given } from './messages.ts'

/** A recording that the page carries with it: a .zip in base64. */
export interface Example {
  readonly id: string
  readonly title: string
  readonly zip: string
}

/** Returns the recorded examples of this page. */
export function examples(): Example[] {
  return JSON.parse(document.getElementById('examples')?.textContent ?? '[]') as Example[]
}

/** Takes an example; returns it as what was given. */
export function fromExample({ id, zip }: Example): Given {
  const bytes = Uint8Array.from(atob(zip), character => character.charCodeAt(0))
  return { kind: 'file', name: `${id}.zip`, file: new Blob([bytes]) }
}
