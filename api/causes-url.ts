import type { Format } from '../core/render/index.ts'

/**
 * Takes a format and where people reach the service; returns where a report of that format finds the catalogue. A page is
 * read where it came from; what is read elsewhere needs the whole address, and has no link where that is not known.
 */
export function causesUrlFor(format: Format, publicUrl: string | undefined): { readonly causesUrl?: string } {
  if (publicUrl !== undefined) return { causesUrl: `${publicUrl.replace(/\/$/, '')}/causes` }
  return format === 'html' ? { causesUrl: '/causes' } : {}
}
