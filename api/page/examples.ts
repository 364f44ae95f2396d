import type { PageInput } from './messages.ts'
import { loadPart } from './parts.ts'

/** A recorded failure. */
export interface Example {
  readonly id: string
  readonly title: string
  /** A .zip in base64. */
  readonly zip: string
}

/** The recorded examples of this page; their content may be loaded later. */
export function examples(): Omit<Example, 'zip'>[] {
  return JSON.parse(document.getElementById('examples')?.textContent ?? '[]') as Example[]
}

/** Rejects with `Refused` if the example cannot be loaded. */
export async function fromExample(id: string): Promise<PageInput> {
  const all = JSON.parse(await loadPart('examples')) as Example[]
  const zip = all.find(each => each.id === id)?.zip ?? ''
  const bytes = Uint8Array.from(atob(zip), character => character.charCodeAt(0))
  return { kind: 'file', name: `${id}.zip`, file: new Blob([bytes]) }
}
