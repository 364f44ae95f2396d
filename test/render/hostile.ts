import type { Report } from '../../core/report.ts'

/** What a name, a message or a log line may hold to break out of its place in a rendered report. */
export const PAYLOADS = {
  html: '<script>alert(1)</script><img src=x onerror=alert(1)>',
  details: '</summary></details></details>',
  comment: '--> <!-- marker -->',
  fence: '```\n````\n~~~\n`````suggestion\nrm -rf /',
  code: '`` ` ``` ` `',
  image: '![x](https://evil.example/pixel.png)',
  link: '[click](javascript:alert(1)) <https://evil.example> https://evil.example www.evil.example ftp://evil.example',
  mention: '@everyone @org/team user@evil.example',
  reference: '#1 GH-1 gh-2 org/repo#3 _www.evil.example',
  heading: '# heading\n---\n===\n- item\n1. item\n> quote\n    code',
  markup: '**bold** __bold__ ~~gone~~ | a | b | $x$ [^1] &lt; &#64;all \\',
  workflow: '::set-output name=a::b\n  ::error::x\n##[set-env name=A]b\r::stop-commands::t',
  ansi: '\x1b[31mred\x1b[0m\x1b]0;title\x07\x1b]8;;https://evil.example\x1b\\link\x1b[2J\x9b31m\x1bc\x08\x7f',
  bidi: 'a\u202egpj.exe\u2066b\u2069\u200bc\u200e\ufeff\u061c\u{e0041}',
  nul: 'a\0b\x01c',
  surrogates: `\ud800 lone \udc00 ${'😀'.repeat(2000)}`,
  lines: 'line of a log\n'.repeat(60_000),
  line: 'x'.repeat(1_000_000),
  sequences: '\x1b]\x9d\x1b[0;'.repeat(50_000),
} as const

const KEPT = new Set([
  'id',
  'cause',
  'schema',
  'takenAt',
  'verdict',
  'confidence',
  'outlook',
  'owner',
  'since',
  'at',
  'patch',
])

/** Every text that a cluster can choose ends in the payload, or is it where `whole`. */
export function poisoned(report: Report, payload: string, whole: boolean): Report {
  const walk = (value: unknown, key: string): unknown => {
    if (KEPT.has(key) || (key === 'problems' && typeof value === 'string')) return value
    if (typeof value === 'string')
      return key === 'path' && value.endsWith('log') ? value : whole ? payload : `${value} ${payload}`
    if (Array.isArray(value)) return value.map(each => walk(each, typeof each === 'string' ? key : ''))
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, walk(each, name)]))
    return value
  }
  return walk(report, '') as Report
}
