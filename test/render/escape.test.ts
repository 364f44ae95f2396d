import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clean, cut, cutLines, fitting } from '../../core/render/clean.ts'
import {
  htmlText,
  inertLine,
  jsonText,
  markdownCode,
  markdownFence,
  markdownText,
  sarifText,
  terminal,
  workflowCommand,
  workflowProperty,
} from '../../core/render/escape.ts'
import { PAYLOADS } from './hostile.ts'
import { blocks } from './markdown-blocks.ts'

/** Any control or invisible character but the line feed. */
const UNSAFE = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\p{Surrogate}]/u
const nasty = fc
  .array(
    fc.constantFrom(
      ...'`~*_#@[]()<>&!|:/\\ \n\r\t-+=1.$^{}%,',
      '\x1b[',
      '\x9d',
      '\ud800',
      '😀',
      'www.',
      'GH-7',
      'a',
      '::',
      '##[',
    ),
    {
      maxLength: 40,
    },
  )
  .map(parts => parts.join(''))

describe('clean', () => {
  test('removes sequences with what they carry, and keeps lines', () => {
    expect(clean(PAYLOADS.ansi)).toBe('redlink')
    expect(clean('a\r\nb\rc\u2028d\te')).toBe('a\nb\nc\nd  e')
    expect(clean(PAYLOADS.bidi)).toBe('agpj.exebc')
    expect(clean('\ud800x\udc00😀')).toBe('\ufffdx\ufffd😀')
  })

  test('of anything is safe, and cleaning again changes nothing', () => {
    fc.assert(
      fc.property(fc.oneof(nasty, fc.string({ unit: 'binary' })), text => {
        const once = clean(text)
        expect(once).not.toMatch(UNSAFE)
        expect(clean(once)).toBe(once)
      }),
    )
  })
})

describe('cuts', () => {
  test('never split a surrogate pair', () => {
    expect(cut('😀😀', 4)).toBe('😀😀')
    expect(cut('😀😀', 3)).toBe('😀…')
    expect(cut('a😀😀', 3)).toBe('a…')
    expect(cut('abc', 0)).toBe('…')
  })

  test('keep the end of a log and count what is left out', () => {
    const log = Array.from({ length: 60_000 }, (_, index) => `line ${index + 1}`).join('\n')
    expect(cutLines(log, { lines: 2, width: 80, keep: 'tail' })).toEqual([
      '… 59998 more lines',
      'line 59999',
      'line 60000',
    ])
    expect(cutLines(log, { lines: 2, width: 80, keep: 'head' })).toEqual(['line 1', 'line 2', '… 59998 more lines'])
    expect(cutLines('a\nb\n\n', { lines: 1, width: 80, keep: 'tail' })).toEqual(['… 1 more line', 'b'])
    expect(cutLines(PAYLOADS.line, { lines: 3, width: 10, keep: 'head' })).toEqual([`${'x'.repeat(9)}…`])
  })

  test('count the escaped form', () => {
    expect(fitting('%%%%', 7, workflowCommand)).toBe('%25%25…')
    expect(fitting('abc', 7, workflowCommand)).toBe('abc')
  })
})

describe('terminal', () => {
  test('is one line without control characters', () => {
    expect(terminal('a\n\tb\x1b[1mc\0')).toBe('a bc')
  })

  test('leaves nothing that the runner takes for a command', () => {
    expect(inertLine('  ::set-output name=a::b')).toBe('  \\::set-output name=a::b')
    expect(inertLine('\u3000::error::x')).toBe('\u3000\\::error::x')
    expect(inertLine('a ##[set-env name=A]b')).toBe('a ## [set-env name=A]b')
    expect(inertLine('listens on [::]:80')).toBe('listens on [::]:80')
  })
})

describe('Markdown', () => {
  test('text keeps its words and loses its markup', () => {
    expect(markdownText('a <b> & *c* [d](e) `f`')).toBe('a &lt;b&gt; &amp; \\*c\\* \\[d\\](e) \\`f\\`')
    expect(markdownText('@everyone')).toBe('@&#8203;everyone')
    expect(markdownText('#12, GH-12')).toBe('\\#&#8203;12, GH-&#8203;12')
    expect(markdownText('https://x.example _www.x.example')).toBe('https:&#8203;//x.example \\_www&#8203;.x.example')
    expect(markdownText('- a\n- b')).toBe('\\- a - b')
    expect(markdownText('12. a')).toBe('12\\. a')
    expect(markdownText('nginx:1.72 SMTP_URL _x_ a_')).toBe('nginx:1.72 SMTP_URL \\_x\\_ a\\_')
  })

  test('code has a fence longer than any run in it', () => {
    expect(markdownCode('##[error]a')).toBe('`## [error]a`')
    expect(markdownCode('a')).toBe('`a`')
    expect(markdownCode('a`b``c')).toBe('```a`b``c```')
    expect(markdownCode('`a')).toBe('`` `a ``')
    expect(markdownCode('\0')).toBe('(empty)')
  })

  test('a fence cannot be closed from inside', () => {
    fc.assert(
      fc.property(nasty, text => {
        const { fences, open, prose } = blocks(markdownFence(text, 'text'))
        expect(open).toBe(false)
        expect(fences).toEqual([{ info: 'text', body: clean(text).split('\n').map(inertLine).join('\n') }])
        expect(prose).toEqual([])
      }),
    )
  })

  test('a code span cannot be left from inside', () => {
    fc.assert(
      fc.property(nasty, text => {
        fc.pre(terminal(text) !== '')
        expect(blocks(`x ${markdownCode(text)} y`).prose).toEqual(['x `` y'])
      }),
    )
  })
})

describe('other places', () => {
  test('workflow commands', () => {
    expect(workflowCommand('50%\r\n::error::x')).toBe('50%25%0A::error::x')
    expect(workflowProperty('a,b:c\nd%')).toBe('a%2Cb%3Ac d%25')
  })

  test('HTML', () => {
    expect(htmlText(`<a href="x" id='y'>&\0`)).toBe('&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;')
  })

  test('SARIF messages', () => {
    expect(sarifText('{0} [a](https://x)')).toBe('{{0}} [a] (https://x)')
  })

  test('JSON reads back the same and has nothing that a terminal acts on', () => {
    for (const payload of Object.values(PAYLOADS)) {
      const written = jsonText({ payload })
      expect(JSON.parse(written)).toEqual({ payload })
      expect(written).not.toMatch(UNSAFE)
      expect(written).not.toContain('##[')
    }
  })
})
