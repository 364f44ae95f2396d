import { codeAt, isDigit } from './characters.ts'
import type { LogEvent } from './events.ts'
import type { Level } from './level.ts'
import type { Piece } from './lines.ts'
import { alsoNeeding, needsOf, Prefilter } from './literals.ts'
import { isChatter } from './progress.ts'
import type { Signature } from './signature.ts'

/** A signature's match in one piece. */
export interface Match {
  readonly signature: Signature
  readonly piece: Piece
  /** Index of the piece. */
  readonly index: number
  readonly event: LogEvent
  readonly eventIndex: number
  readonly facts: Readonly<Record<string, string>>
  readonly strong: boolean
}

/** Signatures by their patterns, and all of their words. */
export interface SignatureIndex {
  readonly signatures: ReadonlyMap<RegExp, Ranked>
  readonly words: ReadonlySet<string>
  readonly prefilter: Prefilter<RegExp>
}

/** A signature with its rank. */
interface Ranked {
  readonly signature: Signature
  readonly rank: number
}

export function indexSignatures(signatures: readonly Signature[]): SignatureIndex {
  const ranked = new Map(signatures.map((signature, rank) => [signature.pattern, { signature, rank }]))
  return {
    signatures: ranked,
    words: new Set(signatures.flatMap(({ words }) => words ?? [])),
    prefilter: new Prefilter([...ranked.keys()], pattern => needsAmong(pattern, ranked)),
  }
}

/** What a text must contain to match an expression; for a signature's pattern, including its `words`. */
export function needsAmong(expression: RegExp, signatures: SignatureIndex['signatures']): ReturnType<typeof needsOf> {
  const words = signatures.get(expression)?.signature.words
  return words === undefined ? needsOf(expression) : alsoNeeding(needsOf(expression), words)
}

/** All matches in the order of the log, except in lines at debug level and the chatter of a serving process. */
export function matchAll(pieces: readonly Piece[], events: readonly LogEvent[], index: SignatureIndex): Match[] {
  const matches: Match[] = []
  events.forEach((event, eventIndex) => {
    matches.push(...matchEvent(event, pieces, index, eventIndex).filter(({ piece }) => !isChatter(piece.line.text)))
  })
  return matches
}

/** All matches in one event, at any level but debug. `may`: the expressions that the event may match, if known. */
export function matchEvent(
  event: LogEvent,
  pieces: readonly Piece[],
  index: SignatureIndex,
  eventIndex = 0,
  known?: KnownLines,
  may?: readonly RegExp[],
): readonly Match[] {
  if (may?.some(expression => index.signatures.has(expression)) === false) return NONE
  const mayOfPiece = event.end - event.start === 1 ? may : undefined
  const matches: Match[] = []
  for (let at = event.start; at < event.end; at++) {
    const piece = pieces[at]
    if (piece === undefined || levelIn(event, piece, pieces) === 'debug') continue
    const { text } = piece
    const hits =
      known === undefined
        ? hitsIn(text, index, mayOfPiece ?? index.prefilter.read(text))
        : known.hits(text, index, mayOfPiece)
    for (const { signature, groups } of hits) {
      const above = signature.above && nearest(signature.above, pieces, at, -1)
      const below = signature.below && nearest(signature.below, pieces, at, 1)
      if ((above && above.at < event.start) || (below && below.at >= event.end)) known?.lookBeyond()
      if (above?.groups === null || below?.groups === null) continue
      const facts = tidy((above ?? below) ? { ...above?.groups, ...below?.groups, ...groups } : groups)
      const strong = signature.weak === undefined && signature.repeats === undefined
      matches.push({ signature, piece, index: at, event, eventIndex, facts, strong })
    }
  }
  return matches
}

/** The effective level of a line: its own, else that of the event's first line. */
export function levelIn(event: LogEvent, piece: Piece, pieces: readonly Piece[]): Level | undefined {
  return piece.level ?? pieces[event.start]?.level
}

/** Caches results by line, so that a repeated stack frame is matched once. */
export class KnownLines {
  private readonly hitsOf = new Map<string, readonly Hit[]>()
  /** How often lines of another event decided. */
  neighbours = 0

  lookBeyond(): void {
    this.neighbours++
  }

  /** `may`: the expressions that the line may match, if known. */
  hits(text: string, index: SignatureIndex, may?: readonly RegExp[]): readonly Hit[] {
    if (may !== undefined) return hitsIn(text, index, may)
    const before = this.hitsOf.get(text)
    const hits = before ?? hitsIn(text, index, index.prefilter.read(text))
    if (before === undefined) this.hitsOf.set(text, hits)
    return hits
  }
}

/** A signature that a line matches, whatever its context. */
interface Hit {
  readonly signature: Signature
  readonly groups: RegExpExecArray['groups']
}

const NONE: readonly never[] = []

/** In the order of the words that select them, then of the list. */
function hitsIn(text: string, { signatures, words }: SignatureIndex, may: readonly RegExp[]): readonly Hit[] {
  let hits: (Hit & { readonly place: number; readonly rank: number })[] | undefined
  let lower: string | undefined
  for (const expression of may) {
    const ranked = signatures.get(expression)
    if (ranked === undefined) continue
    const { signature, rank } = ranked
    const hit = bestHit(signature.pattern, text)
    if (hit === null || signature.except?.test(text)) continue
    lower ??= text.toLowerCase()
    const place = signature.words === undefined ? hit.index : placeOf(signature.words, lower, words)
    if (place === -1) continue
    hits ??= []
    hits.push({ signature, groups: hit.groups, place, rank })
  }
  return hits?.sort((a, b) => a.place - b.place || a.rank - b.rank) ?? NONE
}

/**
 * The position of the first of some words in a lower-case text; -1 if there is none. A word is a letter and all
 * letters, digits and underscores after it. One that is not in `all` may end with a number: `psycopg2`.
 */
function placeOf(words: readonly string[], text: string, all: ReadonlySet<string>): number {
  let first = -1
  for (const word of words) {
    for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
      if (first !== -1 && at >= first) break
      let end = at + word.length
      while (isDigit(codeAt(text, end))) end++
      const isOther = end > at + word.length && all.has(text.slice(at, end))
      if (isInWord(text, at) || isOfWord(codeAt(text, end)) || isOther) continue
      first = at
      break
    }
  }
  return first
}

const [A, Z, UNDERSCORE] = [97, 122, 95]

function isOfWord(code: number): boolean {
  return (code >= A && code <= Z) || isDigit(code) || code === UNDERSCORE
}

/** True if a word has begun before. */
function isInWord(text: string, at: number): boolean {
  let before = at - 1
  while (isDigit(codeAt(text, before)) || codeAt(text, before) === UNDERSCORE) before--
  return isOfWord(codeAt(text, before))
}

/** If the first match has no facts, a later one may: `UndefinedTable: relation "orders" does not exist`. */
function bestHit(pattern: RegExp, text: string): RegExpExecArray | null {
  const first = pattern.exec(text)
  if (first === null || namesSomething(first)) return first
  const second = pattern.exec(text.slice(first.index + first[0].length))
  return second !== null && namesSomething(second) ? second : first
}

function namesSomething({ groups }: RegExpExecArray): boolean {
  for (const name in groups) if (groups[name] !== undefined) return true
  return false
}

const NEAR = 12

/** The match in the nearest line that has one, with that line; if none has, the last one searched. */
interface Near {
  readonly groups: Readonly<Record<string, string>> | undefined | null
  readonly at: number
}

function nearest(pattern: RegExp, pieces: readonly Piece[], from: number, step: 1 | -1): Near {
  let at = from
  for (let distance = 1; distance <= NEAR; distance++) {
    at += step
    const hit = pattern.exec(pieces[at]?.text ?? '')
    if (hit !== null) return { groups: hit.groups, at }
  }
  return { groups: null, at }
}

const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[?[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}\]?)$/i
const MAX_FACT_LENGTH = 253

function tidy(groups: Readonly<Record<string, string | undefined>> = {}): Readonly<Record<string, string>> {
  const facts: Record<string, string> = {}
  for (const name in groups) {
    const value = groups[name]
    if (value === undefined || (value === '' && name !== 'apiGroup')) continue
    const fact = name.replace(/\d$/, '')
    const key = fact !== 'host' ? fact : value.startsWith('/') ? 'path' : ADDRESS.test(value) ? 'address' : fact
    facts[key] = value.slice(0, MAX_FACT_LENGTH)
  }
  return facts
}
