import type { Notes } from './notes.ts'
import { resourceByName } from './resources.ts'

const FORBIDDEN =
  /^Error from server \(Forbidden\): [a-z0-9.-]{1,253} is forbidden: .{0,600}cannot list resource "([a-z0-9-]{1,63})"(?:.{0,300}in the namespace "([a-z0-9-]{1,63})")?/
const STRAY = /^(?:Warning: |error: |Error from server|[WEI]\d{4} \d{2}:\d{2}:\d{2}\.\d+ )/

/**
 * Whether kubectl prints such a line along with its output (warnings and errors, if both went into one file). A refused
 * kind becomes unseen.
 */
export function noteStrayLine(line: string, file: string, notes: Notes): boolean {
  if (!STRAY.test(line)) return false
  const [, resource, namespace] = FORBIDDEN.exec(line.slice(0, 2000)) ?? []
  const kind = resourceByName(resource ?? '')?.kind
  if (kind !== undefined) notes.unseen({ kind, ...(namespace === undefined ? {} : { namespace }), why: 'forbidden' })
  notes.skip(file, 'a warning or error from kubectl')
  return true
}
