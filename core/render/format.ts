/** Every format a report can be had in. One line here and one in each table of `index.ts` add a format. */
export const FORMATS = ['text', 'markdown', 'json', 'html', 'sarif'] as const
export type Format = (typeof FORMATS)[number]
