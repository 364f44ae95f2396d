/** Every format a report can be had in. One line here and one in each table of `index.ts` add a format. */
export const FORMATS = ['text', 'summary', 'markdown', 'json', 'html', 'sarif', 'junit'] as const
export type Format = (typeof FORMATS)[number]
