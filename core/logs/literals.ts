/** Lower-case literals, one of which must occur; `worth` is the length of the shortest, or 1 for common words. */
interface Clause {
  readonly literals: readonly string[]
  readonly worth: number
}
/** Clauses that are all needed, best first; empty if no literal is needed. */
type Branch = readonly Clause[]

/** Nearly every line contains any given character. */
const LEAST = 2
/** Only the end of longer literals is searched: many begin with `could not`. */
const MOST = 30
/** Only this many clauses are searched. */
const BEST = 2
/** Including the clause that `alsoNeeding` adds. */
const MAX_CLAUSES = BEST + 1
/** The minimum worth of clauses other than the best. */
const TELLING = 4
/** Further alternatives are combined into one clause. */
const MAX_BRANCHES = 64

/** Words that many error lines have in common. */
const COMMON =
  /^\W*c?(?:o?nnect(?:ion|ions)?|tionerror|errors?|fail(?:ed|ure)?|not|http|time|refused|invalid|could|cannot|to|on|in|at)\W*$/

function clauseOf(literals: readonly string[]): Clause {
  const worth = Math.min(...literals.map(literal => (COMMON.test(literal) ? 1 : literal.length)))
  return { literals: [...new Set(literals)], worth }
}

/** Best clauses first: the most telling ones, then those with the fewest literals. */
function byWorth(a: Clause, b: Clause): number {
  return b.worth - a.worth || a.literals.length - b.literals.length
}

/** The last character that literals may contain: only ASCII is lower-cased. */
const LAST = '\x7f'

const QUANTIFIERS = '*+?{'
const QUANTIFIER = /(?:[*+?]|\{(\d{1,9})(?:,\d{0,9})?\})\??/y
const OPENING = /(?:\?(?:[:=!]|<[=!]|<\w{1,99}>))?/y
const ESCAPED = /u[\da-f]{4}|x[\da-f]{2}|k<\w{1,99}>|\d{1,9}|./iy

/** A parser for the part of the regular expression syntax that matters here. */
class Reader {
  private at = 0
  private readonly source: string

  constructor(source: string) {
    this.source = source
  }

  choice(): readonly Branch[] {
    const options = [...this.sequence()]
    while (this.source[this.at] === '|') {
      this.at++
      options.push(...this.sequence())
    }
    return options
  }

  private sequence(): readonly Branch[] {
    let branches: readonly Branch[] = [[]]
    let run = ''
    const end = () => {
      if (run.length >= LEAST) branches = both(branches, [[clauseOf([run.slice(-MOST).toLowerCase()])]])
      run = ''
    }
    while (this.at < this.source.length && this.source[this.at] !== '|' && this.source[this.at] !== ')') {
      const atom = this.atom()
      const least = this.quantifier()
      if (atom === NOTHING) continue
      if (typeof atom === 'string' && least === undefined) {
        run += atom
        continue
      }
      if (typeof atom === 'string' && least !== 0) run += atom
      end()
      if (typeof atom !== 'string' && least !== 0) branches = both(branches, atom)
    }
    end()
    return branches
  }

  /** A character, or the alternatives of a group. */
  private atom(): string | readonly Branch[] {
    const character = this.source[this.at++] ?? ''
    if (character === '^' || character === '$') return NOTHING
    if (character === '.' || character > LAST) return ANYTHING
    if (character === '[') return this.charClass()
    if (character === '(') return this.group()
    return character === '\\' ? this.escape() : character
  }

  private group(): readonly Branch[] {
    OPENING.lastIndex = this.at
    const [opening = ''] = OPENING.exec(this.source) ?? []
    this.at += opening.length
    const branches = this.choice()
    this.at++
    return /^\?<?[=!]$/.test(opening) ? NOTHING : branches
  }

  /** A class of one letter in both cases counts as that letter. */
  private charClass(): string | readonly Branch[] {
    const start = this.at
    while (this.at < this.source.length && this.source[this.at] !== ']')
      this.at += this.source[this.at] === '\\' ? 2 : 1
    const [one = '', other, ...more] = this.source.slice(start, this.at++)
    return more.length === 0 && one !== other && one.toLowerCase() === other?.toLowerCase() ? one : ANYTHING
  }

  private escape(): string | readonly Branch[] {
    ESCAPED.lastIndex = this.at
    const [escaped = ''] = ESCAPED.exec(this.source) ?? []
    this.at += escaped.length
    if (escaped === 'b' || escaped === 'B') return NOTHING
    return /^\W$/.test(escaped) && escaped <= LAST ? escaped : ANYTHING
  }

  /** The minimum of a quantifier; undefined if there is none. */
  private quantifier(): number | undefined {
    if (!QUANTIFIERS.includes(this.source[this.at] ?? ' ')) return undefined
    QUANTIFIER.lastIndex = this.at
    const [all, least] = QUANTIFIER.exec(this.source) ?? []
    if (all === undefined) return undefined
    this.at += all.length
    return least === undefined ? (all.startsWith('+') ? 1 : 0) : Number(least)
  }
}

/** `ANYTHING` consumes unknown characters; `NOTHING` consumes none, so a literal continues after it. */
const ANYTHING: readonly Branch[] = [[]]
const NOTHING: readonly Branch[] = [[]]

/** The alternatives of two parts in sequence. */
function both(all: readonly Branch[], next: readonly Branch[]): readonly Branch[] {
  if (next.some(({ length }) => length === 0)) return all
  const isSimple = next.every(({ length }) => length === 1)
  if (next.length === 1 || (!isSimple && all.length * next.length <= MAX_BRANCHES))
    return all.flatMap(branch => next.map(clauses => [...branch, ...clauses]))
  const common = clauseOf(next.flatMap(clauses => clauses.toSorted(byWorth)[0]?.literals ?? []))
  return all.map(branch => [...branch, common])
}

/**
 * What any text that the expression matches contains, once lower-cased: for one of the branches, a literal of each clause.
 * A branch without clauses needs no literal of two characters or more.
 */
export function needsOf({ source }: RegExp): readonly Branch[] {
  const branches = new Reader(source).choice().map(branch => {
    const [best, ...others] = branch.toSorted(byWorth)
    return best === undefined ? [] : [best, ...others.filter(({ worth }) => worth >= TELLING).slice(0, BEST - 1)]
  })
  if (branches.some(({ length }) => length === 0)) return [[]]
  const single = branches.filter(({ length }) => length === 1)
  const others = branches.filter(({ length }) => length > 1)
  return single.length === 0 ? others : [[clauseOf(single.flatMap(([clause]) => clause?.literals ?? []))], ...others]
}

/** Adds a clause of words, except to branches with a clause whose literals all contain one anyway. */
export function alsoNeeding(branches: readonly Branch[], words: readonly string[]): readonly Branch[] {
  const holdsWord = (literal: string) => words.some(word => literal.includes(word))
  const isImplied = (branch: Branch) => branch.some(({ literals }) => literals.every(holdsWord))
  return branches.map(branch => (isImplied(branch) ? branch : [...branch, clauseOf(words)]))
}

/**
 * Finds in one pass which of many expressions a text may match, by the literals that they need.
 * Expressions without such literals always may.
 */
export class Prefilter<Item> {
  private readonly items: readonly Item[]
  private readonly needs: (item: Item) => readonly Branch[]
  /** Built on first use. */
  private screen: Screen<Item> | undefined

  constructor(items: readonly Item[], needs: (item: Item) => readonly Branch[]) {
    this.items = items
    this.needs = needs
  }

  /** The items whose expression the text may match, without duplicates. */
  read(text: string): readonly Item[] {
    this.screen ??= new Screen(this.items, this.needs)
    return this.screen.read(text)
  }
}

/** A text with what it may match. */
export interface Screened {
  readonly text: string
  readonly may: readonly RegExp[]
}

/** True if the expression matches the first `length` characters of the text. It must be one that was screened for. */
export function fits({ text, may }: Screened, expression: RegExp, length = text.length): boolean {
  return may.includes(expression) && expression.test(length < text.length ? text.slice(0, length) : text)
}

/** The match of the expression in the text, or in part of it. It must be one that was screened for. */
export function matchIn({ text, may }: Screened, expression: RegExp, part = text): RegExpExecArray | null {
  return may.includes(expression) ? expression.exec(part) : null
}

/** The bits that mark the clauses of a branch. */
const CLAUSES = (1 << MAX_CLAUSES) - 1
/** Texts are numbered, so that marks of earlier ones need no reset; the numbers share a word with the clause bits. */
const LAST_TURN = 2 ** (31 - MAX_CLAUSES) - 1

/** Marks the clauses that a text satisfies: once all of a branch are, its expression may match. */
class Screen<Item> {
  private readonly items: readonly Item[]
  /** Items that need no literal. */
  private readonly always: readonly Item[]
  private readonly finder: Finder
  /** By literal: the start of its clauses in `clauses`. */
  private readonly places: Uint16Array
  /** Each a branch and the bit of one of its clauses. */
  private readonly clauses: Uint16Array
  /** By branch: the number of its item, and the bits of all its clauses. */
  private readonly itemOf: Uint16Array
  private readonly needed: Uint8Array
  /** By branch: the number of the last text and the bits that it satisfies. By item: the last text that it may match. */
  private readonly held: Int32Array
  private readonly found: Int32Array
  private turn = 0

  constructor(items: readonly Item[], needs: (item: Item) => readonly Branch[]) {
    const always: Item[] = []
    const itemOf: number[] = []
    const needed: number[] = []
    const clausesOf = new Map<string, number[]>()
    items.forEach((item, number) => {
      for (const branch of needs(item)) {
        if (branch.length === 0) {
          always.push(item)
          continue
        }
        const branchIndex = itemOf.push(number) - 1
        needed.push((1 << branch.length) - 1)
        branch.forEach(({ literals }, place) => {
          for (const literal of literals) {
            const clauses = clausesOf.get(literal) ?? []
            clausesOf.set(literal, clauses)
            clauses.push((branchIndex << MAX_CLAUSES) | (1 << place))
          }
        })
      }
    })
    this.items = items
    this.always = always
    this.finder = new Finder([...clausesOf.keys()])
    this.places = startsOf([...clausesOf.values()])
    this.clauses = Uint16Array.from([...clausesOf.values()].flat())
    this.itemOf = Uint16Array.from(itemOf)
    this.needed = Uint8Array.from(needed)
    this.held = new Int32Array(itemOf.length)
    this.found = new Int32Array(items.length)
  }

  read(text: string): readonly Item[] {
    const { finder, always } = this
    const count = finder.read(text)
    if (count === 0) return always
    if (this.turn === LAST_TURN) this.forget()
    this.turn++
    const found = [...always]
    for (let at = 0; at < count; at++) this.hold(finder.found[at] ?? 0, found)
    return found
  }

  /** Marks the clauses that a literal satisfies, and lists the items whose branch is then complete. */
  private hold(literal: number, into: Item[]): void {
    const { items, itemOf, needed, places, clauses, held, found, turn } = this
    const end = places[literal + 1] ?? 0
    for (let place = places[literal] ?? 0; place < end; place++) {
      const clause = clauses[place] ?? 0
      const branch = clause >> MAX_CLAUSES
      const before = held[branch] ?? 0
      const bits = (before >> MAX_CLAUSES === turn ? before & CLAUSES : 0) | (clause & CLAUSES)
      held[branch] = (turn << MAX_CLAUSES) | bits
      const item = itemOf[branch] ?? 0
      if (bits !== needed[branch] || found[item] === turn) continue
      found[item] = turn
      into.push(items[item] as Item)
    }
  }

  private forget(): void {
    this.held.fill(0)
    this.found.fill(0)
    this.turn = 0
  }
}

/** The start of each list once they are concatenated, and the end of the last. */
function startsOf(lists: readonly { readonly length: number }[]): Uint16Array {
  const starts = new Uint16Array(lists.length + 1)
  lists.forEach(({ length }, index) => {
    starts[index + 1] = (starts[index] ?? 0) + length
  })
  return starts
}

/** The number of characters that a literal is searched by, and of those for shorter literals. */
const [GRAM, SHORT] = [4, 2]
/** A gram packs its characters into a number, eight bits each. */
const SHORT_MASK = 0xffff
/** The size of the hash table of grams, as a power of two. */
const PLACE_BITS = 13
/** In place of a gram, where several have the same hash. */
const MIXED = -1

function placeOf(gram: number): number {
  return Math.imul(gram, 0x9e3779b1) >>> (32 - PLACE_BITS)
}

/**
 * Finds the literals in a text, by their numbers. Each literal is searched by one of its grams, the one that the fewest others
 * share, and then compared in full (after Wu and Manber, 1994). Unlike the tables of an automaton, of 1 MB and more, these
 * stay in the processor's cache.
 */
class Finder {
  /** All literals concatenated, and by literal its start. */
  private readonly characters: Uint8Array
  private readonly starts: Uint16Array
  /** By the hash of a gram: the gram, or `MIXED`. Most grams of a text are of no literal, which this tells at once. */
  private readonly keys = new Int32Array(1 << PLACE_BITS)
  /** By the hash of a gram: the first literal searched by it, plus 1. By literal: the next one, plus 1. */
  private readonly first = new Uint16Array(1 << PLACE_BITS)
  private readonly next: Uint16Array
  /** By literal: its gram, and the offset of the gram's last character. */
  private readonly grams: Int32Array
  private readonly before: Uint8Array
  /** By literal: the last text that contains it. */
  private readonly turns: Int32Array
  private turn = 0
  /** The literals found in the last text. */
  readonly found: Uint16Array

  constructor(literals: readonly string[]) {
    const { length } = literals
    this.characters = Uint8Array.from(literals.join(''), character => character.charCodeAt(0))
    this.starts = startsOf(literals)
    this.next = new Uint16Array(length)
    this.grams = new Int32Array(length)
    this.before = new Uint8Array(length)
    this.turns = new Int32Array(length)
    this.found = new Uint16Array(length)
    const counts = new Uint16Array(1 << PLACE_BITS)
    for (let literal = 0; literal < length; literal++)
      this.eachGram(literal, gram => {
        counts[placeOf(gram)] = (counts[placeOf(gram)] ?? 0) + 1
      })
    for (let literal = 0; literal < length; literal++) this.place(literal, counts)
  }

  private eachGram(literal: number, call: (gram: number, before: number) => void): void {
    const start = this.starts[literal] ?? 0
    const length = (this.starts[literal + 1] ?? 0) - start
    const size = length < GRAM ? SHORT : GRAM
    let gram = 0
    for (let at = 0; at < length; at++) {
      gram = (gram << 8) | (this.characters[start + at] ?? 0)
      if (at >= size - 1) call(size === SHORT ? gram & SHORT_MASK : gram, at)
    }
  }

  /** Chooses the gram of a literal whose hash the fewest others share. */
  private place(literal: number, counts: Uint16Array): void {
    let least = Number.POSITIVE_INFINITY
    this.eachGram(literal, (gram, before) => {
      const count = counts[placeOf(gram)] ?? 0
      if (count >= least) return
      least = count
      this.grams[literal] = gram
      this.before[literal] = before
    })
    const gram = this.grams[literal] ?? 0
    const place = placeOf(gram)
    const key = this.keys[place]
    this.keys[place] = key === 0 || key === gram ? gram : MIXED
    this.next[literal] = this.first[place] ?? 0
    this.first[place] = literal + 1
  }

  /** Fills `found`; returns how many literals the text contains. */
  read(text: string): number {
    if (this.turn === LAST_TURN) this.forget()
    this.turn++
    const { keys } = this
    // The literals are ASCII: it does not matter that some other letters become longer or shorter
    const lower = text.toLowerCase()
    const { length } = lower
    let count = 0
    let gram = 0
    for (let at = 0; at < length; at++) {
      gram = (gram << 8) | lower.charCodeAt(at)
      const key = keys[placeOf(gram)]
      if (key === gram || key === MIXED) count = this.list(gram, lower, at, count)
      const short = gram & SHORT_MASK
      const shortKey = keys[placeOf(short)]
      if (shortKey === short || shortKey === MIXED) count = this.list(short, lower, at, count)
    }
    return count
  }

  /** Lists the literals that have this gram, which ends here, and are in the text in full. */
  private list(gram: number, text: string, at: number, listed: number): number {
    let count = listed
    for (let entry = this.first[placeOf(gram)] ?? 0; entry !== 0; entry = this.next[entry - 1] ?? 0) {
      const literal = entry - 1
      if (this.grams[literal] !== gram || this.turns[literal] === this.turn) continue
      if (!this.stands(literal, text, at)) continue
      this.turns[literal] = this.turn
      this.found[count++] = literal
    }
    return count
  }

  /** True where what stands around the gram, which ends here, makes the literal complete. */
  private stands(literal: number, text: string, at: number): boolean {
    const { characters, starts } = this
    const from = starts[literal] ?? 0
    const size = (starts[literal + 1] ?? 0) - from
    const end = this.before[literal] ?? 0
    const start = at - end
    if (start < 0 || start + size > text.length) return false
    for (let next = end + 1; next < size; next++)
      if (text.charCodeAt(start + next) !== characters[from + next]) return false
    for (let next = end - (size < GRAM ? SHORT : GRAM); next >= 0; next--)
      if (text.charCodeAt(start + next) !== characters[from + next]) return false
    return true
  }

  private forget(): void {
    this.turns.fill(0)
    this.turn = 0
  }
}
