/** All formats of a report. A new format needs an entry here and in each table by format. */
export const FORMATS = ['text', 'summary', 'markdown', 'json', 'html', 'sarif', 'junit'] as const
export type Format = (typeof FORMATS)[number]

/** All formats of a network path. */
export const PATH_FORMATS = ['text', 'markdown', 'json', 'html'] as const satisfies readonly Format[]
export type PathFormat = (typeof PATH_FORMATS)[number]

export const mediaTypes: Readonly<Record<Format, string>> = {
  text: 'text/plain; charset=utf-8',
  summary: 'text/plain; charset=utf-8',
  markdown: 'text/markdown; charset=utf-8',
  json: 'application/json',
  html: 'text/html; charset=utf-8',
  sarif: 'application/sarif+json',
  junit: 'application/xml',
}
