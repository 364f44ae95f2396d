/** Literals, lower-case, one of which is needed, and how much that tells: at least so many characters. */
interface Clause {
  readonly literals: readonly string[]
  readonly worth: number
}
/** Clauses that are all needed, the best first; without any where a text is matched that holds none of its literals. */
type Branch = readonly Clause[]

/** A single character stands in nearly every line. */
const LEAST = 2
/** Of a longer literal the end is looked for: many begin with `could not`. */
const MOST = 10
/** Of more clauses the best are looked for. */
const MAX_CLAUSES = 2
/** Beside the best, only clauses of longer literals are. */
const TELLING = 4
/** An expression with more ways to match is looked for by what they have in common. */
const MAX_BRANCHES = 64

/** What stands in many a line that tells of trouble says little of which, however long it is. */
const COMMON =
  /^\W*c?(?:o?nnect(?:ion|ions)?|tionerror|errors?|fail(?:ed|ure)?|not|http|time|refused|invalid|could|cannot)\W*$/

function clauseOf(literals: readonly string[]): Clause {
  const worth = Math.min(...literals.map(literal => (COMMON.test(literal) ? 1 : literal.length)))
  return { literals: [...new Set(literals)], worth }
}

/** The best clauses first: those that tell most, then those of the fewest literals. */
function byWorth(a: Clause, b: Clause): number {
  return b.worth - a.worth || a.literals.length - b.literals.length
}

const QUANTIFIERS = '*+?{'
const QUANTIFIER = /(?:[*+?]|\{(\d{1,9})(?:,\d{0,9})?\})\??/y
const OPENING = /(?:\?(?:[:=!]|<[=!]|<\w{1,99}>))?/y
const ESCAPED = /u[\da-f]{4}|x[\da-f]{2}|k<\w{1,99}>|\d{1,9}|./iy

/** Reads the source of an expression from a place on; knows as much of the syntax as this takes. */
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

  /** A character, or the ways in which a part may match. */
  private atom(): string | readonly Branch[] {
    const character = this.source[this.at++] ?? ''
    if (character === '^' || character === '$') return NOTHING
    if (character === '.') return ANYTHING
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

  /** A letter in both of its cases is as good as one. */
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
    return /^\W$/.test(escaped) ? escaped : ANYTHING
  }

  /** How often the atom before has to be there at least; undefined where no quantifier stands. */
  private quantifier(): number | undefined {
    if (!QUANTIFIERS.includes(this.source[this.at] ?? ' ')) return undefined
    QUANTIFIER.lastIndex = this.at
    const [all, least] = QUANTIFIER.exec(this.source) ?? []
    if (all === undefined) return undefined
    this.at += all.length
    return least === undefined ? (all.startsWith('+') ? 1 : 0) : Number(least)
  }
}

/** What takes characters, but needs none that are known; and what takes none, so that literals go on behind it. */
const ANYTHING: readonly Branch[] = [[]]
const NOTHING: readonly Branch[] = [[]]

/** The ways to match one part and then another. */
function both(all: readonly Branch[], next: readonly Branch[]): readonly Branch[] {
  if (next.some(({ length }) => length === 0)) return all
  const isSimple = next.every(({ length }) => length === 1)
  if (next.length === 1 || (!isSimple && all.length * next.length <= MAX_BRANCHES))
    return all.flatMap(branch => next.map(clauses => [...branch, ...clauses]))
  const common = clauseOf(next.flatMap(clauses => clauses.toSorted(byWorth)[0]?.literals ?? []))
  return all.map(branch => [...branch, common])
}

/**
 * What stands in whatever the expression matches, once that is lower-case: all clauses of one of the branches, of each clause
 * one literal. A branch without clauses: it matches texts without any literal of two characters or more.
 */
export function needsOf({ source }: RegExp): readonly Branch[] {
  const branches = new Reader(source).choice().map(branch => {
    const [best, ...others] = branch.toSorted(byWorth)
    return best === undefined ? [] : [best, ...others.filter(({ worth }) => worth >= TELLING).slice(0, MAX_CLAUSES - 1)]
  })
  if (branches.some(({ length }) => length === 0)) return [[]]
  const single = branches.filter(({ length }) => length === 1)
  const others = branches.filter(({ length }) => length > 1)
  return single.length === 0 ? others : [[clauseOf(single.flatMap(([clause]) => clause?.literals ?? []))], ...others]
}

const ASCII = 128

/**
 * Tells in one pass which of many expressions a text may match, by the literals that they need (Aho and Corasick, 1975).
 * Expressions without such literals always may.
 */
export class Prefilter<Item> {
  private readonly items: readonly Item[]
  private readonly needs: (item: Item) => readonly Branch[]
  /** Built when it is first asked for. */
  private screen: Screen<Item> | undefined

  constructor(items: readonly Item[], needs: (item: Item) => readonly Branch[]) {
    this.items = items
    this.needs = needs
  }

  /** The items whose expression the text may match, each once. */
  read(text: string): readonly Item[] {
    this.screen ??= new Screen(this.items, this.needs)
    return this.screen.read(text)
  }
}

/** A text of which is known what it may match. */
export interface Screened {
  readonly text: string
  readonly may: readonly RegExp[]
}

/** True where the expression fits the first `length` characters of the text. It must be one of those that were screened for. */
export function fits({ text, may }: Screened, expression: RegExp, length = text.length): boolean {
  return may.includes(expression) && expression.test(length < text.length ? text.slice(0, length) : text)
}

/** What the expression matches in the text, or in a part of it. It must be one of those that were screened for. */
export function matchIn({ text, may }: Screened, expression: RegExp, part = text): RegExpExecArray | null {
  return may.includes(expression) ? expression.exec(part) : null
}

/** A way in which an expression may match. */
interface Way<Item> {
  readonly item: Item
  /** The clauses beside that by which it is found, by the numbers of their literals. */
  readonly others: readonly (readonly number[])[]
}

class Screen<Item> {
  private readonly always: Item[] = []
  /** By literal: the ways that are found by it. */
  private readonly ways: Way<Item>[][] = []
  private readonly automaton: Automaton

  constructor(items: readonly Item[], needs: (item: Item) => readonly Branch[]) {
    const ids = new Map<string, number>()
    const idOf = (literal: string) => {
      const id = ids.get(literal) ?? this.ways.push([]) - 1
      ids.set(literal, id)
      return id
    }
    for (const item of items) {
      for (const branch of needs(item)) {
        const [best, ...others] = branch.map(({ literals }) => literals.map(idOf))
        if (best === undefined) this.always.push(item)
        else for (const literal of best) this.ways[literal]?.push({ item, others })
      }
    }
    this.automaton = new Automaton([...ids.keys()])
  }

  read(text: string): readonly Item[] {
    const { automaton, ways, always } = this
    const count = automaton.read(text)
    if (count === 0) return always
    const found = [...always]
    for (let at = 0; at < count; at++)
      for (const { item, others } of ways[automaton.found[at] ?? 0] ?? NONE)
        if (this.holds(others) && !found.includes(item)) found.push(item)
    return found
  }

  private holds(clauses: readonly (readonly number[])[]): boolean {
    for (const clause of clauses) if (!this.holdsOne(clause)) return false
    return true
  }

  private holdsOne(clause: readonly number[]): boolean {
    for (const literal of clause) if (this.automaton.holds(literal)) return true
    return false
  }
}

const NONE: readonly never[] = []
/** Marks a step to a state where a literal ends. */
const ENDS = 1
const LAST_TURN = 2 ** 31 - 1

/** Finds out which literals a text holds, by their numbers. */
class Automaton {
  /** By a character's code: its column; 0 for all that no literal holds. */
  private readonly columns = new Uint8Array(ASCII)
  /** Columns of a row, as a power of two. */
  private readonly shift: number
  /** By state and column: twice the next state, and `ENDS`. */
  private readonly steps: Uint16Array
  /** By state: the literals that end there. */
  private readonly ends: (readonly number[] | undefined)[] = []
  /** Counts the texts, so that no marks of the one before have to be taken back. */
  private turn = 0
  private readonly turnOfState: Int32Array
  private readonly turnOfLiteral: Int32Array
  private readonly reached: Uint16Array
  /** The literals of the text that was read last. */
  readonly found: Int32Array

  constructor(literals: readonly string[]) {
    let width = 1
    for (const character of byFrequency(literals.join(''))) {
      const column = width++
      this.columns[character.charCodeAt(0)] = column
      this.columns[character.toUpperCase().charCodeAt(0)] = column
    }
    this.shift = Math.ceil(Math.log2(width))
    const tree = new Tree(
      literals.map(literal => Uint8Array.from(literal, letter => this.columns[letter.charCodeAt(0)] ?? 0)),
    )
    for (const [literal, state] of tree.ends.entries()) this.ends[state] = [literal]
    this.steps = new Uint16Array(tree.size << this.shift)
    this.link(tree)
    this.turnOfState = new Int32Array(tree.size)
    this.turnOfLiteral = new Int32Array(literals.length)
    this.reached = new Uint16Array(tree.size)
    this.found = new Int32Array(literals.length)
  }

  /** Where no literal goes on, what of it ends the text so far may begin another. */
  private link({ size, child, sibling, column }: Tree): void {
    const { steps, shift, ends } = this
    const suffix = new Uint16Array(size)
    for (let state = 0; state < size; state++) {
      const shorter = suffix[state] ?? 0
      if (state !== 0) steps.copyWithin(state << shift, shorter << shift, (shorter + 1) << shift)
      for (let next = child[state] ?? 0; next !== 0; next = sibling[next] ?? 0) {
        const at = (state << shift) + (column[next] ?? 0)
        const end = state === 0 ? 0 : (steps[at] ?? 0) >> 1
        suffix[next] = end
        if (ends[end] !== undefined) ends[next] = [...(ends[next] ?? NONE), ...ends[end]]
        steps[at] = 2 * next + (ends[next] === undefined ? 0 : ENDS)
      }
    }
  }

  /** Reads a text, and tells how many literals it holds. */
  read(text: string): number {
    const { columns, steps, shift, turnOfState, reached } = this
    if (this.turn === LAST_TURN) this.forget()
    const turn = ++this.turn
    let count = 0
    let state = 0
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      const step = steps[(state << shift) + (code < ASCII ? (columns[code] ?? 0) : 0)] ?? 0
      state = step >> 1
      if ((step & ENDS) !== 0 && turnOfState[state] !== turn) {
        turnOfState[state] = turn
        reached[count++] = state
      }
    }
    return count === 0 ? 0 : this.mark(count)
  }

  private mark(states: number): number {
    const { reached, ends, turn, turnOfLiteral, found } = this
    let count = 0
    for (let at = 0; at < states; at++) {
      for (const literal of ends[reached[at] ?? 0] ?? NONE) {
        if (turnOfLiteral[literal] === turn) continue
        turnOfLiteral[literal] = turn
        found[count++] = literal
      }
    }
    return count
  }

  /** True where the text that was read last holds a literal. */
  holds(literal: number): boolean {
    return this.turnOfLiteral[literal] === this.turn
  }

  private forget(): void {
    this.turnOfState.fill(0)
    this.turnOfLiteral.fill(0)
    this.turn = 0
  }
}

/** The most frequent characters first, so that most of what a row is asked for lies together. */
function byFrequency(text: string): readonly string[] {
  const counts = new Map<string, number>()
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  return [...counts].toSorted(([, a], [, b]) => b - a).map(([character]) => character)
}

/** Literals as a tree of states, which are numbered by their distance from the first. */
class Tree {
  size = 1
  /** By state: the first behind it, the next beside it, and the column of the step that leads to it. */
  readonly child: Uint16Array
  readonly sibling: Uint16Array
  readonly column: Uint8Array
  /** By literal: the state where it ends. */
  readonly ends: Uint16Array

  constructor(literals: readonly Uint8Array[]) {
    const most = literals.reduce((sum, { length }) => sum + length, 1)
    this.child = new Uint16Array(most)
    this.sibling = new Uint16Array(most)
    this.column = new Uint8Array(most)
    this.ends = new Uint16Array(literals.length)
    for (let depth = 0; depth < MOST; depth++)
      for (const [index, literal] of literals.entries())
        if (depth < literal.length) this.ends[index] = this.behind(this.ends[index] ?? 0, literal[depth] ?? 0)
  }

  private behind(state: number, column: number): number {
    let next = this.child[state] ?? 0
    while (next !== 0 && this.column[next] !== column) next = this.sibling[next] ?? 0
    if (next !== 0) return next
    next = this.size++
    this.column[next] = column
    this.sibling[next] = this.child[state] ?? 0
    this.child[state] = next
    return next
  }
}
