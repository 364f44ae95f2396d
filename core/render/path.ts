import type { PathHop, PathReport } from '../path.ts'
import { refText } from '../ref.ts'
import { capital, sentence } from '../words.ts'
import { inertLine, jsonText, markdownCode, markdownFence, markdownText, terminal } from './escape.ts'
import { PATH_FORMATS, type PathFormat } from './format.ts'
import { pathHtml, pathPicture as picture } from './html/index.ts'
import { type Page, paint, type Style } from './rows.ts'
import type { TextOptions } from './text.ts'
import { wrap } from './wrap.ts'

/** JSON replaces report formats that a path does not have. */
export function pathFormatOf(format: string): PathFormat {
  return PATH_FORMATS.find(each => each === format) ?? 'json'
}

const SIGNS: Readonly<
  Record<PathHop['state'], { readonly sign: string; readonly style: Style; readonly emoji: string }>
> = {
  open: { sign: '✓', style: 'green', emoji: '✅' },
  broken: { sign: '✗', style: 'red', emoji: '❌' },
  undecided: { sign: '?', style: 'yellow', emoji: '❔' },
}

/** The label of each hop; the longest one sets the width. */
const LABELS: Readonly<Record<PathHop['hop'], string>> = {
  dns: 'DNS',
  name: 'name',
  'service-port': 'port',
  endpoints: 'endpoints',
  'target-port': 'target port',
  'egress-policy': 'egress',
  'ingress-policy': 'ingress',
  target: 'target',
  exposure: 'exposure',
  route: 'route',
  'mesh-route': 'mesh route',
  'mesh-tls': 'mesh TLS',
  'mesh-policy': 'mesh policy',
  'kube-proxy': 'kube-proxy',
  nodes: 'nodes',
}
const LABEL_WIDTH = Math.max(...Object.values(LABELS).map(({ length }) => length))

function hopLines(hop: PathHop, page: Page): readonly string[] {
  const { sign, style } = SIGNS[hop.state]
  const lead = `  ${sign} ${LABELS[hop.hop].padEnd(LABEL_WIDTH)}  `
  const indent = ' '.repeat(lead.length)
  const lines = wrap(terminal(hop.text), Math.max(20, page.width - lead.length))
  const shown = lines.map((line, index) => inertLine(`${index === 0 ? lead : indent}${line}`))
  const painted = hop.state === 'open' ? shown : shown.map(line => paint(line, style, page))
  const check = hop.check === undefined ? [] : [paint(inertLine(`${indent}${terminal(hop.check)}`), 'cyan', page)]
  const evidence =
    hop.state === 'broken'
      ? hop.evidence.map(each =>
          inertLine(`${indent}${terminal(`${refText(each.object)} ${each.path}: ${each.value}`, 300)}`),
        )
      : []
  return [...painted, ...evidence, ...check]
}

/** The suffix of a cause that is not certain. */
function certainty({ confidence }: NonNullable<PathReport['cause']>): string {
  return confidence === 'certain' ? '' : `, ${confidence}`
}

function prose(line: string, indent: string, page: Page): readonly string[] {
  return wrap(terminal(line), Math.max(20, page.width - indent.length)).map(part => inertLine(indent + part))
}

function text({ from, to, state, summary, hops, cause }: PathReport, options: TextOptions): string {
  const page: Page = { width: options.width ?? 80, colour: options.colour ?? false }
  const { sign, style } = SIGNS[state]
  const fix = (cause?.fix ?? []).flatMap(step => [
    ...prose(step.text, '  ', page),
    ...(step.command === undefined ? [] : [paint(inertLine(`    ${terminal(step.command)}`), 'cyan', page)]),
  ])
  const why =
    cause === undefined
      ? []
      : [
          '',
          paint(
            inertLine(
              `Cause: ${terminal(cause.cause ?? cause.title)} (${terminal(refText(cause.subject))})${certainty(cause)}`,
            ),
            'bold',
            page,
          ),
          ...prose(
            cause.cause === undefined ? cause.why : `${sentence(capital(cause.title))} ${cause.why}`,
            '  ',
            page,
          ),
          ...(fix.length === 0 ? [] : ['', paint('Fix', 'bold', page), ...fix]),
        ]
  const lines = [
    ...wrap(`${sign} ${terminal(summary)}`, page.width).map(line => paint(inertLine(line), style, page)),
    '',
    paint(inertLine(`${terminal(capital(from))} → ${terminal(to)}`), 'bold', page),
    ...hops.flatMap(hop => hopLines(hop, page)),
    ...why,
  ]
  return `${lines.join('\n')}\n`
}

function markdown({ from, to, summary, state, hops, cause }: PathReport): string {
  const parts = [
    `${SIGNS[state].emoji} **${markdownText(summary)}**`,
    `${markdownText(capital(from))} → ${markdownText(to)}`,
    hops
      .map(({ state: at, hop, text: said, check }, index) => {
        const decide = check === undefined ? '' : `<br>decided by ${markdownCode(check)}`
        return `${index + 1}. ${SIGNS[at].emoji} ${LABELS[hop]}: ${markdownText(said)}${decide}`
      })
      .join('\n'),
    ...(cause === undefined
      ? []
      : [
          `### ${markdownText(capital(cause.title))}${certainty(cause)}`,
          markdownText(cause.why),
          ...cause.fix.map(step =>
            step.command === undefined
              ? markdownText(step.text)
              : `${markdownText(step.text)}\n\n${markdownFence(step.command, 'sh')}`,
          ),
        ]),
  ]
  return `${parts.join('\n\n')}\n`
}

/** The picture of a path, for a page with the report's style. */
export function pathPicture(report: PathReport): string {
  return picture(report, LABELS)
}

/** Each renders a complete path report. */
export const pathRenderers: Readonly<Record<PathFormat, (report: PathReport, options?: TextOptions) => string>> = {
  text: (report, options = {}) => text(report, options),
  markdown: report => markdown(report),
  json: jsonText,
  html: report => pathHtml(report, LABELS),
}
