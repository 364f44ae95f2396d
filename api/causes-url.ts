import type { Format } from '../core/render/index.ts'

/**
 * Where a report of a format finds the catalogue, and in HTML the reference of the API. A page is read where it came from;
 * what is read elsewhere needs the whole address, `publicUrl`, and has no link where that is not known.
 */
export function causesUrlFor(
  format: Format,
  publicUrl: string | undefined,
): { readonly causesUrl?: string; readonly docsUrl?: string } {
  const service = publicUrl?.replace(/\/$/, '') ?? (format === 'html' ? '' : undefined)
  if (service === undefined) return {}
  return { causesUrl: `${service}/causes`, ...(format === 'html' && { docsUrl: `${service}/docs` }) }
}
