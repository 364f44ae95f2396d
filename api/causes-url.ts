import type { Format } from '../core/render/index.ts'

/**
 * Where a report of a format links to the catalogue, and in HTML to the API reference. Pages of the service use
 * relative links; reports that are read elsewhere need the full URL, `publicUrl`, and have no links without it.
 */
export function causesUrlFor(
  format: Format,
  publicUrl: string | undefined,
): { readonly causesUrl?: string; readonly docsUrl?: string } {
  const service = publicUrl?.replace(/\/$/, '') ?? (format === 'html' ? '' : undefined)
  if (service === undefined) return {}
  return { causesUrl: `${service}/causes`, ...(format === 'html' && { docsUrl: `${service}/docs` }) }
}
