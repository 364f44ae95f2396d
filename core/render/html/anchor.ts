import type { Problem } from '../../report.ts'

/** The id of a problem's section, stable as long as the problem is the same. */
export function anchorOf({ id }: Problem): string {
  return `p-${id.replace(/[^\w-]/g, '').slice(0, 64)}`
}
