import type { LogEvent } from './events.ts'
import type { Level } from './level.ts'
import type { Piece } from './lines.ts'
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

/** Signatures by each of their words. */
export type SignatureIndex = ReadonlyMap<string, readonly Signature[]>

export function indexSignatures(signatures: readonly Signature[]): SignatureIndex {
  const index = new Map<string, Signature[]>()
  for (const signature of signatures) {
    for (const word of signature.words) {
      const row = index.get(word)
      if (row === undefined) index.set(word, [signature])
      else row.push(signature)
    }
  }
  return index
}

const WORD = /[a-z][a-z0-9_]{2,}/g

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
    for (const signature of known === undefined ? candidates(piece.text, index) : matching(piece.text, index, known)) {
      const facts = factsOf(signature, piece, at, pieces)
      if (facts === undefined) continue
      const strong = signature.weak === undefined
      matches.push({ signature, piece, index: at, event, eventIndex, facts, strong })
    }
  }
  return matches
}

/** The level a line counts with: its own, else that of the line that opens the event. */
export function levelIn(event: LogEvent, piece: Piece, pieces: readonly Piece[]): Level | undefined {
  return piece.level ?? pieces[event.start]?.level
}

/** By the text of a line: the signatures whose pattern it matches. Frames of a trace that comes again are looked at once. */
export type KnownLines = Map<string, readonly Signature[]>

function matching(text: string, index: SignatureIndex, known: KnownLines): readonly Signature[] {
  const before = known.get(text)
  if (before !== undefined) return before
  const found = [...candidates(text, index)].filter(({ pattern }) => pattern.test(text))
  known.set(text, found)
  return found
}

function candidates(text: string, index: SignatureIndex): Iterable<Signature> {
  const found = new Set<Signature>()
  for (const [word] of text.toLowerCase().matchAll(WORD)) {
    const row = index.get(word) ?? index.get(word.replace(/(?<!\d)\d+$/, ''))
    if (row !== undefined) for (const signature of row) found.add(signature)
  }
  return found
}

function factsOf(
  signature: Signature,
  piece: Piece,
  at: number,
  pieces: readonly Piece[],
): Readonly<Record<string, string>> | undefined {
  const hit = signature.pattern.exec(piece.text)
  if (hit === null || signature.except?.test(piece.text)) return undefined
  const above = signature.above && nearest(signature.above, pieces, at, -1)
  const below = signature.below && nearest(signature.below, pieces, at, 1)
  if (above === null || below === null) return undefined
  return tidy({ ...above?.groups, ...below?.groups, ...hit.groups })
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
