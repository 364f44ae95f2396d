import { fileURLToPath } from 'node:url'

/** The path of a file below `test/fixtures`. */
export function fixture(...parts: readonly string[]): string {
  return fileURLToPath(new URL(`../../fixtures/${parts.join('/')}`, import.meta.url))
}
