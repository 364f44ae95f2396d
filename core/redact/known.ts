import { visible } from '../visible.ts'
import { Beginnings } from './beginnings.ts'
import type { Span } from './spans.ts'
import { areDigits, encodedViews, unwrappedViews, type View, viewsOf } from './views.ts'

/** How much of a secret identifies it in truncated text. */
function tellingLength(secret: string): number {
  return secret.length <= 8 ? secret.length : Math.min(12, Math.ceil(secret.length * 0.6))
}

/** What may follow truncated text: its end, an ellipsis, a closing quote. */
const CUT = /^(?:$|[…"'`\n]|\.\.\.)/
/** Part of a longer word or number is not the word. */
const WORD = /^(?:[A-Z]?[a-z]+|\d+)$/
const LETTER = /[a-z\d]/i

const NONE: readonly never[] = []

/** Values to find in texts, in one pass over each text, however many values there are. */
export class Known {
  readonly #secrets: readonly string[]
  readonly #beginnings: Beginnings
  /** The length that identifies the shortest value. */
  readonly #least: number

  constructor(secrets: Iterable<string>) {
    const all = new Set<string>()
    for (const secret of writtenForms(secrets)) {
      all.add(secret)
      // In encoded bytes, letters beyond ASCII are several characters; in forms, a blank is a plus sign.
      if (/[^\x00-\x7f]/.test(secret) && !/\p{Surrogate}/u.test(secret))
        all.add(utf8(secret)).add(visible(utf8(secret)))
      if (secret.includes(' ')) all.add(secret.replaceAll(' ', '+'))
    }
    this.#secrets = [...all]
    const lengths = this.#secrets.map(tellingLength)
    this.#least = lengths.reduce((least, length) => Math.min(least, length), Number.POSITIVE_INFINITY)
    this.#beginnings = new Beginnings(this.#secrets.map((secret, index) => secret.slice(0, lengths[index])))
  }

  /** Where the text contains a known value, complete or truncated, plain or encoded. */
  spansIn(views: readonly View[]): readonly Span[] {
    if (this.#secrets.length === 0) return NONE
    return views.flatMap(view => {
      const plain = [view, ...unwrappedViews(view)].flatMap(each => this.#spansIn(each))
      const mayOccurIn = (bytes: readonly number[]) => this.#beginnings.mayOccurIn(bytes)
      const encoded = [...encodedViews(view.text, this.#least, bytes => mayOccurIn(bytes) || areDigits(bytes))]
      if (encoded.length === 0) return plain
      const decoded = encoded.flatMap(({ text, spanOf }) =>
        [...viewsOf(text), ...encodedViews(text, this.#least, mayOccurIn)]
          .flatMap(each => this.#spansIn(each))
          .map(span => view.spanOf(...spanOf(...span))),
      )
      return [...plain, ...decoded]
    })
  }

  #spansIn({ text, spanOf }: View): readonly Span[] {
    const indices = this.#beginnings.occurringIn(text)
    if (indices.length === 0) return NONE
    return indices.flatMap(index =>
      placesOf(this.#secrets[index] ?? '', text).map(([start, end]) => spanOf(start, end)),
    )
  }
}

/** From this length on, a value is not a word that others might write in capitals. */
const LEAST_IN_CAPITALS = 8

/** The values with their accents decomposed and composed, and in both cases. */
function* writtenForms(secrets: Iterable<string>): Generator<string> {
  for (const secret of secrets) {
    yield secret
    if (/[^\x00-\x7f]/.test(secret)) {
      yield secret.normalize('NFC')
      yield secret.normalize('NFD')
    }
    if (secret.length < LEAST_IN_CAPITALS || WORD.test(secret)) continue
    yield secret.toUpperCase()
    yield secret.toLowerCase()
  }
}

function placesOf(secret: string, text: string): readonly Span[] {
  const places: Span[] = []
  const telling = tellingLength(secret)
  const beginning = secret.slice(0, telling)
  const isWord = WORD.test(secret)
  for (let at = text.indexOf(beginning); at >= 0; at = text.indexOf(beginning, at)) {
    let length = telling
    while (length < secret.length && text[at + length] === secret[length]) length++
    const end = at + length
    const isWhole = length === secret.length
    const isPart = isWord && (LETTER.test(text[at - 1] ?? '') || (isWhole && LETTER.test(text[end] ?? '')))
    if (!isPart && (isWhole || CUT.test(text.slice(end, end + 3)))) places.push([at, end])
    at = end
  }
  return places
}

/** The UTF-8 bytes of a text, one character each. */
function utf8(text: string): string {
  return encodeURIComponent(text).replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
