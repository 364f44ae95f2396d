import type { Report } from '../report.ts'
import type { Format } from './format.ts'
import { type HtmlOptions, html } from './html/index.ts'
import { json } from './json.ts'
import { junit } from './junit.ts'
import { type MarkdownOptions, markdown } from './markdown.ts'
import { type SarifOptions, sarif } from './sarif.ts'
import { summaryLines } from './summary.ts'
import { type TextOptions, text } from './text.ts'

export { annotations } from './annotations.ts'
export { FORMATS, type Format, mediaTypes } from './format.ts'
export type { Location, Locations } from './location.ts'

export interface RenderOptions extends TextOptions, MarkdownOptions, HtmlOptions, SarifOptions {}

/** Each renders a complete report; options of other formats are ignored. */
export const renderers: Readonly<Record<Format, (report: Report, options?: RenderOptions) => string>> = {
  text,
  summary: summaryLines,
  markdown,
  json,
  html,
  sarif,
  junit,
}
