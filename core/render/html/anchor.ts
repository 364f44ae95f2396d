import type { Problem } from '../../report.ts'

/** Takes a problem; returns the id of its section, the same as long as the problem is the same. */
export function anchorOf({ id }: Problem): string {
  return `p-${id.replace(/[^\w-]/g, '').slice(0, 64)}`
}
