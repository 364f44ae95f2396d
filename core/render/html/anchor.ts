import type { Problem } from '../../report.ts'

/** The id of a problem's section, as stable as the problem. */
export function anchorOf({ id }: Problem): string {
  return `p-${id.replace(/[^\w-]/g, '').slice(0, 64)}`
}
