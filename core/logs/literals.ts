/** What a part of an expression asks of a text: one of some literals, lower-case; undefined where it may do without any. */
type Needs = readonly string[] | undefined

/** A single character stands in nearly every line. */
const LEAST = 2
/** Of a longer literal the end is looked for: many begin with `could not`. */
const MOST = 10

/** The better of two things that are both needed: the longer, then the fewer. */
function better(a: Needs, b: Needs): Needs {
  if (a === undefined || b === undefined) return a ?? b
  const [inA, inB] = [a, b].map(all => Math.min(MOST, ...all.map(({ length }) => length)))
  if (inA !== inB) return (inA ?? 0) > (inB ?? 0) ? a : b
  return a.length <= b.length ? a : b
}

/** Reads the source of an expression from a place on; knows as much of the syntax as this takes. */
class Reader {
  private at = 0
  private readonly source: string

  constructor(source: string) {
    this.source = source
  }

  choice(): Needs {
    const options: Needs[] = [this.sequence()]
    while (this.source[this.at] === '|') {
      this.at++
      options.push(this.sequence())
    }
    return options.some(option => option === undefined) ? undefined : options.flatMap(option => option ?? [])
  }

  private sequence(): Needs {
    let needs: Needs
    let run = ''
    const end = () => {
      if (run.length >= LEAST) needs = better(needs, [run.slice(-MOST).toLowerCase()])
      run = ''
    }
    while (this.at < this.source.length && this.source[this.at] !== '|' && this.source[this.at] !== ')') {
      const atom = this.atom()
      const least = this.quantifier()
      if (atom === 'nothing') continue
      if (typeof atom === 'string' && least === undefined) {
        run += atom
        continue
      }
      if (typeof atom === 'string' && least !== 0) run += atom
      end()
      if (typeof atom !== 'string' && least !== 0) needs = better(needs, atom.needs)
    }
    end()
    return needs
  }

  /** A character, a part with what it needs, or `nothing` for what takes no character. */
  private atom(): string | 'nothing' | { readonly needs: Needs } {
    const character = this.source[this.at++] ?? ''
    if (character === '^' || character === '$') return 'nothing'
    if (character === '.') return { needs: undefined }
    if (character === '[') return this.charClass()
    if (character === '(') return this.group()
    return character === '\\' ? this.escape() : character
  }

  private group(): 'nothing' | { readonly needs: Needs } {
    const [opening = ''] = /^(?:\?(?:[:=!]|<[=!]|<\w+>))?/.exec(this.source.slice(this.at, this.at + 60)) ?? []
    this.at += opening.length
    const needs = this.choice()
    this.at++
    return /^\?<?[=!]$/.test(opening) ? 'nothing' : { needs }
  }

  private charClass(): { readonly needs: Needs } {
    while (this.at < this.source.length && this.source[this.at] !== ']')
      this.at += this.source[this.at] === '\\' ? 2 : 1
    this.at++
    return { needs: undefined }
  }

  private escape(): string | 'nothing' | { readonly needs: Needs } {
    const [escaped = ''] =
      /^(?:u[\da-f]{4}|x[\da-f]{2}|k<\w+>|\d+|.)/i.exec(this.source.slice(this.at, this.at + 40)) ?? []
    this.at += escaped.length
    if (escaped === 'b' || escaped === 'B') return 'nothing'
    return /^\W$/.test(escaped) ? escaped : { needs: undefined }
  }

  /** How often the atom before has to be there at least; undefined where no quantifier stands. */
  private quantifier(): number | undefined {
    const [all, least] = /^(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/.exec(this.source.slice(this.at, this.at + 20)) ?? []
    if (all === undefined) return undefined
    this.at += all.length
    return least === undefined ? (all.startsWith('+') ? 1 : 0) : Number(least)
  }
}

/**
 * Literals, lower-case, one of which stands in whatever the expression matches, once that is lower-case too; undefined where it
 * matches texts without any of two characters or more.
 */
export function literalsOf({ source }: RegExp): readonly string[] | undefined {
  const literals = new Reader(source).choice()
  return literals === undefined ? undefined : [...new Set(literals)]
}

const ASCII = 128
const NONE: ReadonlySet<never> = new Set()

/** Items found so far. The same are the same object, and what the next state adds to them is looked up. */
interface FoundSet<Item> {
  readonly items: ReadonlySet<Item>
  readonly next: Map<number, FoundSet<Item>>
}

/** Sets that are kept, so that no text makes more and more of them. */
const MAX_SETS = 2000

/**
 * Tells in one pass which of many expressions a text may match, by the literals that they need (Aho and Corasick, 1975).
 * Expressions without such literals always may.
 */
export class Prefilter<Item> {
  private readonly items: readonly Item[]
  private readonly expressionOf: (item: Item) => RegExp
  /** Built when it is first asked for. */
  private automaton: Automaton<Item> | undefined

  constructor(items: readonly Item[], expressionOf: (item: Item) => RegExp) {
    this.items = items
    this.expressionOf = expressionOf
  }

  /** The items whose expression the text may match. */
  read(text: string): ReadonlySet<Item> {
    this.automaton ??= new Automaton(this.items.map(item => [item, literalsOf(this.expressionOf(item))]))
    return this.automaton.read(text)
  }
}

/** A text of which is known what it may match. */
export interface Screened {
  readonly text: string
  readonly may: ReadonlySet<RegExp>
}

/** True where the expression fits the first `length` characters of the text. It must be one of those that were screened for. */
export function fits({ text, may }: Screened, expression: RegExp, length = text.length): boolean {
  return may.has(expression) && expression.test(length < text.length ? text.slice(0, length) : text)
}

/** Marks a step to a state where a literal ends. */
const ENDS = 1

class Automaton<Item> {
  /** By a character's code: its column; 0 for all that no literal holds. */
  private readonly columns = new Uint8Array(ASCII)
  private width = 1
  /** By state and column: twice where the row of the next state begins, and `ENDS`. */
  private readonly steps: Int32Array
  /** By state: the items of which a literal ends there. */
  private readonly ends: Set<Item>[] = []
  private readonly always: ReadonlySet<Item>
  private none: FoundSet<Item>
  private sets = 0

  constructor(needs: readonly (readonly [Item, Needs])[]) {
    this.always = new Set(needs.flatMap(([item, literals]) => (literals === undefined ? [item] : [])))
    this.none = { items: this.always, next: new Map() }
    for (const character of new Set(needs.flatMap(([, literals]) => [...(literals ?? []).join('')]))) {
      const column = this.width++
      this.columns[character.charCodeAt(0)] = column
      this.columns[character.toUpperCase().charCodeAt(0)] = column
    }
    const states = [new Map<number, number>()]
    for (const [item, literals = []] of needs) {
      for (const literal of literals) {
        const end = this.enter(states, literal)
        this.ends[end] = (this.ends[end] ?? new Set()).add(item)
      }
    }
    this.steps = new Int32Array(states.length * this.width)
    this.link(states)
  }

  private enter(states: Map<number, number>[], literal: string): number {
    let state = 0
    for (const character of literal) {
      const column = this.columns[character.charCodeAt(0)] ?? 0
      const next: number = states[state]?.get(column) ?? states.push(new Map()) - 1
      states[state]?.set(column, next)
      state = next
    }
    return state
  }

  /** Where no literal goes on, what of it ends the text so far may begin another. */
  private link(states: readonly Map<number, number>[]): void {
    const { steps, ends, width } = this
    const suffix = new Int32Array(states.length)
    const queue = [0]
    for (let at = 0; at < queue.length; at++) {
      const state = queue[at] ?? 0
      const shorter = suffix[state] ?? 0
      if (state !== 0) {
        for (const item of ends[shorter] ?? NONE) ends[state] = (ends[state] ?? new Set()).add(item)
        steps.copyWithin(state * width, shorter * width, (shorter + 1) * width)
      }
      for (const [column, next] of states[state] ?? []) {
        suffix[next] = state === 0 ? 0 : (steps[shorter * width + column] ?? 0)
        steps[state * width + column] = next
        queue.push(next)
      }
    }
    for (const [at, next] of steps.entries()) steps[at] = 2 * next * width + (ends[next] === undefined ? 0 : ENDS)
  }

  read(text: string): ReadonlySet<Item> {
    const { columns, steps } = this
    let found = this.none
    let row = 0
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      const step = steps[row + (code < ASCII ? (columns[code] ?? 0) : 0)] ?? 0
      row = step >> 1
      if ((step & ENDS) !== 0) found = found.next.get(row) ?? this.with(found, row)
    }
    return found.items
  }

  /** What is found, and what ends in a state. */
  private with(found: FoundSet<Item>, row: number): FoundSet<Item> {
    const items = new Set([...found.items, ...(this.ends[row / this.width] ?? NONE)])
    const next = items.size === found.items.size ? found : { items, next: new Map() }
    if (this.sets++ > MAX_SETS) {
      this.sets = 0
      this.none = { items: this.always, next: new Map() }
    } else found.next.set(row, next)
    return next
  }
}
