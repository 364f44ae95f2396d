import { cutLines, type Limits, oneLine } from '../clean.ts'
import { htmlText } from '../escape.ts'

/** HTML that is safe to insert: created only by this module. */
export interface Markup {
  readonly html: string
}

type Value = string | number | Markup | readonly Markup[] | undefined

/** A template tag: its text is HTML, each inserted string becomes one bounded line of text. */
export function h(strings: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return { html: strings.map((part, index) => part + markupOf(values[index])).join('') }
}

/** Multi-line text for a `pre` element, within limits. */
export function block(text: string, limits: Limits): Markup {
  return { html: htmlText(cutLines(text, limits).join('\n')) }
}

/** The same for commands: a line breaks between words, and within one only if the word alone is wider than the line. */
export function commandBlock(text: string, limits: Limits): Markup {
  const words = cutLines(text, limits)
    .join('\n')
    .split(/([ \n]+)/)
    .map(part => (/[^ \n]-|[^ \n]\//.test(part) ? `<span class="word">${htmlText(part)}</span>` : htmlText(part)))
  return { html: words.join('') }
}

/** Marks HTML from this repository, or a policy, as safe. */
export function own(html: string): Markup {
  return { html }
}

function markupOf(value: Value): string {
  if (value === undefined) return ''
  if (typeof value === 'string') return htmlText(oneLine(value))
  if (typeof value === 'number') return String(value)
  return 'html' in value ? value.html : value.map(each => each.html).join('')
}
