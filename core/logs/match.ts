import type { LogEvent } from './events.ts'
import type { Level } from './level.ts'
import type { Piece } from './lines.ts'
import { Prefilter } from './literals.ts'
import { isChatter } from './progress.ts'
import type { Signature } from './signature.ts'

/** A signature's hit on one piece. */
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

/** Signatures by each of their words, and by the literals of their patterns. */
export interface SignatureIndex {
  readonly byWord: ReadonlyMap<string, readonly Signature[]>
  readonly prefilter: Prefilter<Signature>
}

export function indexSignatures(signatures: readonly Signature[]): SignatureIndex {
  const byWord = new Map<string, Signature[]>()
  for (const signature of signatures) {
    for (const word of signature.words) {
      const row = byWord.get(word)
      if (row === undefined) byWord.set(word, [signature])
      else row.push(signature)
    }
  }
  return { byWord, prefilter: new Prefilter(signatures, ({ pattern }) => pattern) }
}

/** All hits, in the order of the log. Lines at debug level and the chatter of a serving process give none. */
export function matchAll(pieces: readonly Piece[], events: readonly LogEvent[], index: SignatureIndex): Match[] {
  const matches: Match[] = []
  events.forEach((event, eventIndex) => {
    matches.push(...matchEvent(event, pieces, index, eventIndex).filter(({ piece }) => !isChatter(piece.line.text)))
  })
  return matches
}

/** All hits in one event, at whatever level but debug. */
export function matchEvent(
  event: LogEvent,
  pieces: readonly Piece[],
  index: SignatureIndex,
  eventIndex = 0,
  known?: KnownLines,
): readonly Match[] {
  const matches: Match[] = []
  for (let at = event.start; at < event.end; at++) {
    const piece = pieces[at]
    if (piece === undefined || levelIn(event, piece, pieces) === 'debug') continue
    for (const signature of known?.matching(piece.text, index) ?? candidates(piece.text, index)) {
      const facts = factsOf(signature, piece, at, pieces)
      if (facts === undefined) continue
      const strong = signature.weak === undefined && signature.repeats === undefined
      matches.push({ signature, piece, index: at, event, eventIndex, facts, strong })
    }
  }
  return matches
}

/** The level a line counts with: its own, else that of the line that opens the event. */
export function levelIn(event: LogEvent, piece: Piece, pieces: readonly Piece[]): Level | undefined {
  return piece.level ?? pieces[event.start]?.level
}

/** What is known of lines, so that a frame of a trace that comes again is looked at once. */
export class KnownLines {
  /** By the text of a line: the signatures whose pattern it matches. */
  private readonly signatures = new Map<string, readonly Signature[]>()
  /** How often a line's neighbours decided. */
  neighbours = 0

  matching(text: string, index: SignatureIndex): readonly Signature[] {
    const before = this.signatures.get(text)
    const found = before ?? [...candidates(text, index)].filter(({ pattern }) => pattern.test(text))
    if (before === undefined) this.signatures.set(text, found)
    if (found.some(({ above, below }) => (above ?? below) !== undefined)) this.neighbours++
    return found
  }
}

function candidates(text: string, { byWord, prefilter }: SignatureIndex): Iterable<Signature> {
  const may = prefilter.read(text)
  if (may.size === 0) return may
  const found = new Set<Signature>()
  for (const word of wordsIn(text.toLowerCase()))
    for (const signature of byWord.get(word) ?? byWord.get(withoutNumber(word)) ?? NONE)
      if (may.has(signature)) found.add(signature)
  return found
}

const NONE: readonly never[] = []
const [A, Z, UNDERSCORE] = [97, 122, 95]
const [ZERO, NINE] = [48, 57]

function withoutNumber(word: string): string {
  let end = word.length
  while (word.charCodeAt(end - 1) >= ZERO && word.charCodeAt(end - 1) <= NINE) end--
  return word.slice(0, end)
}

/** The words of three characters or more, of letters, digits and underscores, that begin with a letter. */
function wordsIn(text: string): readonly string[] {
  const words: string[] = []
  let start = -1
  for (let at = 0; at <= text.length; at++) {
    const code = text.charCodeAt(at)
    if (code >= A && code <= Z) start = start === -1 ? at : start
    else if (start !== -1 && !(code >= ZERO && code <= NINE) && code !== UNDERSCORE) {
      if (at - start >= 3) words.push(text.slice(start, at))
      start = -1
    }
  }
  return words
}

function factsOf(
  signature: Signature,
  piece: Piece,
  at: number,
  pieces: readonly Piece[],
): Readonly<Record<string, string>> | undefined {
  const hit = bestHit(signature.pattern, piece.text)
  if (hit === null || signature.except?.test(piece.text)) return undefined
  const above = signature.above && nearest(signature.above, pieces, at, -1)
  const below = signature.below && nearest(signature.below, pieces, at, 1)
  if (above === null || below === null) return undefined
  return tidy({ ...above?.groups, ...below?.groups, ...hit.groups })
}

/** Where what matches first names nothing, what matches after it may: `UndefinedTable: relation "orders" does not exist`. */
function bestHit(pattern: RegExp, text: string): RegExpExecArray | null {
  const first = pattern.exec(text)
  if (first === null || namesSomething(first)) return first
  const second = pattern.exec(text.slice(first.index + first[0].length))
  return second !== null && namesSomething(second) ? second : first
}

function namesSomething({ groups }: RegExpExecArray): boolean {
  return groups !== undefined && Object.values(groups).some(value => value !== undefined)
}

const NEAR = 12

function nearest(pattern: RegExp, pieces: readonly Piece[], from: number, step: 1 | -1): RegExpExecArray | null {
  for (let distance = 1; distance <= NEAR; distance++) {
    const hit = pattern.exec(pieces[from + distance * step]?.text ?? '')
    if (hit !== null) return hit
  }
  return null
}

const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[?[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}\]?)$/i
const MAX_FACT_LENGTH = 253

function tidy(groups: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const facts: Record<string, string> = {}
  for (const [name, value] of Object.entries(groups)) {
    if (value === undefined || (value === '' && name !== 'apiGroup')) continue
    const fact = name.replace(/\d$/, '')
    const key = fact !== 'host' ? fact : value.startsWith('/') ? 'path' : ADDRESS.test(value) ? 'address' : fact
    facts[key] = value.slice(0, MAX_FACT_LENGTH)
  }
  return facts
}
