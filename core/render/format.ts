/** Every format a report can be had in. One line here and one in each table by format add a format. */
export const FORMATS = ['text', 'summary', 'markdown', 'json', 'html', 'sarif', 'junit'] as const
export type Format = (typeof FORMATS)[number]

/** Those in which a path through the network can be had. */
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
