import type { PathReport } from '../../path.ts'
import type { Report } from '../../report.ts'
import { headline } from '../wording.ts'
import { SCRIPT, STYLE } from './assets.generated.ts'
import { body, type HtmlOptions } from './body.ts'
import { h, type Markup, own } from './markup.ts'
import { type HopLabels, pathBody } from './path.ts'
import { HTML_POLICY } from './policy.ts'

export type { HtmlOptions } from './body.ts'
export { HTML_POLICY } from './policy.ts'

/** A check mark in a circle; without an icon, browsers request one from the server. */
export const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 20'%3E%3Ccircle cx='10' cy='10' r='10' fill='%231f5fd6'/%3E%3Cpath d='M7.4 7.6a2.6 2.6 0 1 1 3.9 2.2c-.9.5-1.3 1-1.3 2M10 14.6v.2' fill='none' stroke='%23fff' stroke-width='1.8' stroke-linecap='round'/%3E%3C/svg%3E"

/** The report's parts as HTML for a page with the report's style, as safe as the whole document. */
export function htmlBody(report: Report, options: HtmlOptions = {}): string {
  return body(report, options).html
}

/** A self-contained HTML document that is readable without its script. Texts from the cluster stay text. */
export function html(report: Report, options: HtmlOptions = {}): string {
  const foot = h`Diagnosed by kubewhy from the state of the cluster at ${report.takenAt}.${more(options)}`
  return page(headline(report), body(report, options), foot)
}

function more({ causesUrl, docsUrl }: HtmlOptions): Markup[] {
  const links: [string | undefined, string][] = [
    [causesUrl, 'All causes'],
    [docsUrl, 'API'],
  ]
  return links.flatMap(([url, name]) =>
    url === undefined ? [] : [h` · <a href="${url}" rel="noreferrer">${name}</a>`],
  )
}

/** The picture of a network path, for a page with the report's style. */
export function pathPicture(report: PathReport, labels: HopLabels): string {
  return pathBody(report, labels).html
}

/** The same as a document of its own. */
export function pathHtml(report: PathReport, labels: HopLabels): string {
  const foot = h`Traced by kubewhy in the state of the cluster at ${report.takenAt}.`
  return page(report.summary, pathBody(report, labels), foot)
}

function page(title: string, content: Markup, foot: Markup): string {
  const document = h`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${own(HTML_POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<link rel="icon" href="${own(ICON)}">
<style>${own(STYLE)}</style>
</head>
<body>
<main class="report">${content}</main>
<footer><p>${foot}</p></footer>
<script type="module">${own(SCRIPT)}</script>
</body>
</html>
`
  return document.html
}
