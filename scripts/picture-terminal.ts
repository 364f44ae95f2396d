import { diagnose } from '../core/index.ts'
import { htmlText } from '../core/render/escape.ts'
import { text } from '../core/render/text.ts'
import { readRecording } from '../test/support/scenarios.ts'

/** The output of the command line for a recording. */
export function answerPicture(): string {
  const report = diagnose(readRecording('image-tag-typo'), { namespace: 'shop' })
  return terminalPicture('kubectl why deploy/web -n shop', text(report, { colour: true, width: 90 }))
}

const COLOURS: Readonly<Record<string, string>> = {
  '1': 'b',
  '2': 'd',
  '1;31': 'r',
  '1;32': 'g',
  '1;33': 'y',
  '36': 'c',
}
const CHARACTER = 8.4
const LINE = 19
const PADDING = 18
const BAR = 34

/** A terminal with a command and its colored output, as SVG. */
function terminalPicture(command: string, output: string): string {
  const lines = [`\x1b[2m$\x1b[0m ${command}`, ...output.trimEnd().split('\n')]
  const columns = Math.max(...lines.map(line => plain(line).length))
  const width = Math.ceil(columns * CHARACTER + 2 * PADDING)
  const height = BAR + lines.length * LINE + PADDING
  const texts = lines.map(
    (line, index) =>
      `<text x="${PADDING}" y="${BAR + (index + 1) * LINE - 5}" textLength="${round(plain(line).length * CHARACTER)}">${spans(line)}</text>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${htmlText(plain(output).slice(0, 400))}">
<style>rect{fill:#10151d}text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#d7dde6;white-space:pre}.b{font-weight:700}.d{fill:#8d99a9}.r{fill:#ff8f86;font-weight:700}.g{fill:#7fd9a3;font-weight:700}.y{fill:#f2c46f;font-weight:700}.c{fill:#7cc5e8}</style>
<rect width="${width}" height="${height}" rx="10"/>
<circle cx="20" cy="18" r="6" fill="#ff5f57"/><circle cx="40" cy="18" r="6" fill="#febc2e"/><circle cx="60" cy="18" r="6" fill="#28c840"/>
${texts.filter(text => !text.includes('textLength="0"')).join('\n')}
</svg>
`
}

function plain(line: string): string {
  return line.replaceAll(/\x1b\[[\d;]*m/g, '')
}

function spans(line: string): string {
  return line
    .split(/(\x1b\[[\d;]*m.*?\x1b\[0m)/)
    .map(part => {
      const [, code = '', text = part] = /^\x1b\[([\d;]*)m(.*)\x1b\[0m$/.exec(part) ?? []
      const colour = COLOURS[code]
      return colour === undefined ? htmlText(text) : `<tspan class="${colour}">${htmlText(text)}</tspan>`
    })
    .join('')
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
