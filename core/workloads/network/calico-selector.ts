import { best, type Fit, inverted, worst } from './traffic.ts'

/** The value of a label; undefined if it is not set, null if it is not known. */
export type LabelLookup = (key: string) => string | undefined | null

/** The object that a selector is matched with. */
export interface Labelled {
  readonly label: LabelLookup
  /** The result of `all()` and `global()`. */
  readonly all: Fit
  readonly global: Fit
}

const TOKEN = /[ \t]{1,64}|"([^"]{0,256})"|'([^']{0,256})'|(==|!=|&&|\|\||[(){},!])|([\w./-]{1,512})/y
const MAX_LENGTH = 4096
const MAX_DEPTH = 50

interface Token {
  readonly kind: 'text' | 'sign' | 'word'
  readonly value: string
}

function tokensOf(selector: string): readonly Token[] | undefined {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < selector.length) {
    const found = TOKEN.exec(selector)
    if (found === null) return undefined
    const [, double, single, sign, word] = found
    const text = double ?? single
    if (text !== undefined) tokens.push({ kind: 'text', value: text })
    else if (sign !== undefined) tokens.push({ kind: 'sign', value: sign })
    else if (word !== undefined) tokens.push({ kind: 'word', value: word })
  }
  return tokens
}

function known(value: string | undefined | null, test: (value: string | undefined) => boolean): Fit {
  return value === null ? 'maybe' : test(value) ? 'yes' : 'no'
}

class SelectorError extends Error {}

/** Evaluates while parsing; `||` binds weakest. */
class Reader {
  readonly #tokens: readonly Token[]
  readonly #of: Labelled
  #at = 0

  constructor(tokens: readonly Token[], of: Labelled) {
    this.#tokens = tokens
    this.#of = of
  }

  whole(): Fit {
    const fit = this.#or(0)
    if (this.#at < this.#tokens.length) throw new SelectorError()
    return fit
  }

  #is(kind: Token['kind'], value?: string): boolean {
    const token = this.#tokens[this.#at]
    return token?.kind === kind && (value === undefined || token.value === value)
  }

  #take(kind: Token['kind'], value?: string): string {
    if (!this.#is(kind, value)) throw new SelectorError()
    return this.#tokens[this.#at++]?.value ?? ''
  }

  #or(depth: number): Fit {
    const fits = [this.#and(depth)]
    while (this.#is('sign', '||')) {
      this.#at++
      fits.push(this.#and(depth))
    }
    return best(fits)
  }

  #and(depth: number): Fit {
    const fits = [this.#operation(depth)]
    while (this.#is('sign', '&&')) {
      this.#at++
      fits.push(this.#operation(depth))
    }
    return worst(fits)
  }

  #operation(depth: number): Fit {
    let isNegated = false
    while (this.#is('sign', '!')) {
      this.#at++
      isNegated = !isNegated
    }
    const fit = this.#term(depth)
    return isNegated ? inverted(fit) : fit
  }

  #term(depth: number): Fit {
    if (this.#is('sign', '(')) {
      if (depth >= MAX_DEPTH) throw new SelectorError()
      this.#at++
      const fit = this.#or(depth + 1)
      this.#take('sign', ')')
      return fit
    }
    const word = this.#take('word')
    if (this.#is('sign', '(')) return this.#call(word)
    const value = this.#of.label(word)
    if (this.#is('sign')) return this.#compare(this.#take('sign'), value)
    return this.#test(this.#take('word'), value)
  }

  #call(name: string): Fit {
    this.#take('sign', '(')
    const argument = name === 'has' ? this.#take('word') : ''
    this.#take('sign', ')')
    if (name === 'has') return known(this.#of.label(argument), is => is !== undefined)
    if (name === 'all') return this.#of.all
    if (name === 'global') return this.#of.global
    throw new SelectorError()
  }

  #compare(sign: string, value: string | undefined | null): Fit {
    if (sign !== '==' && sign !== '!=') throw new SelectorError()
    const wanted = this.#take('text')
    return known(value, is => (is === wanted) === (sign === '=='))
  }

  #test(operator: string, value: string | undefined | null): Fit {
    switch (operator) {
      case 'in':
        return this.#within(value)
      case 'notin':
        return inverted(this.#within(value))
      case 'not':
        this.#take('word', 'in')
        return inverted(this.#within(value))
      case 'contains':
      case 'startswith':
      case 'endswith':
        return this.#resembles(operator, value)
      case 'starts':
      case 'ends':
        this.#take('word', 'with')
        return this.#resembles(`${operator}with`, value)
      default:
        throw new SelectorError()
    }
  }

  #resembles(operator: string, value: string | undefined | null): Fit {
    const part = this.#take('text')
    return known(
      value,
      (is = undefined) =>
        is !== undefined &&
        (operator === 'contains'
          ? is.includes(part)
          : operator === 'startswith'
            ? is.startsWith(part)
            : is.endsWith(part)),
    )
  }

  #within(value: string | undefined | null): Fit {
    const set = new Set<string>()
    this.#take('sign', '{')
    while (this.#is('text')) {
      set.add(this.#take('text'))
      if (!this.#is('sign', ',')) break
      this.#at++
    }
    this.#take('sign', '}')
    return known(value, is => is !== undefined && set.has(is))
  }
}

/**
 * Whether a selector in Calico's syntax matches labels: an empty one matches everything. A label that is not set
 * differs from every value. Also `maybe` if it cannot be parsed.
 * https://docs.tigera.io/calico/latest/reference/resources/networkpolicy#selectors
 */
export function fitsSelector(selector: string, of: Labelled): Fit {
  if (selector.trim() === '') return 'yes'
  const tokens = selector.length > MAX_LENGTH ? undefined : tokensOf(selector)
  if (tokens === undefined) return 'maybe'
  try {
    return new Reader(tokens, of).whole()
  } catch (error) {
    if (error instanceof SelectorError) return 'maybe'
    throw error
  }
}

/** The selector of everything with these labels. */
export function selectorOf(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key} == "${value}"`)
    .join(' && ')
}
