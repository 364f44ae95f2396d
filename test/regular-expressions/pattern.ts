/** A regular expression taken apart as far as its repetitions have to be known. */
export type Node =
  | { readonly type: 'nothing' }
  | { readonly type: 'text'; readonly text: string }
  /** Some characters of those that a class takes. */
  | { readonly type: 'class'; readonly samples: readonly string[] }
  | { readonly type: 'sequence'; readonly items: readonly Node[] }
  | { readonly type: 'choice'; readonly options: readonly Node[] }
  | { readonly type: 'repeat'; readonly item: Node; readonly min: number; readonly max: number }

const CANDIDATES = [
  'a',
  'Z',
  '0',
  '_',
  '-',
  '.',
  '/',
  ':',
  ' ',
  '"',
  "'",
  '=',
  '\t',
  '\n',
  '@',
  ',',
  '(',
  ')',
  '\\',
  'é',
]

function samplesOf(source: string, flags: string): readonly string[] {
  const one = new RegExp(`^(?:${source})$`, `${flags.replace(/[gy]/g, '')}s`.replace(/s.*s/, 's'))
  return CANDIDATES.filter(character => one.test(character)).slice(0, 6)
}

/** Takes the source and the flags of a regular expression; returns it taken apart. Assertions and back-references are left out. */
export function patternOf(source: string, flags: string): Node {
  let at = 0
  const take = (expression: RegExp): string | undefined => {
    const sticky = new RegExp(expression.source, 'y')
    sticky.lastIndex = at
    const [found] = sticky.exec(source) ?? []
    at += found?.length ?? 0
    return found
  }

  function choice(): Node {
    const options = [sequence()]
    while (take(/\|/) !== undefined) options.push(sequence())
    const [only] = options
    return options.length === 1 && only !== undefined ? only : { type: 'choice', options }
  }

  function sequence(): Node {
    const items: Node[] = []
    while (at < source.length && source[at] !== '|' && source[at] !== ')') items.push(repeated(atom()))
    return { type: 'sequence', items }
  }

  function atom(): Node {
    const assertion = take(/\^|\$|\\b|\\B/)
    if (assertion !== undefined) return { type: 'nothing' }
    const look = take(/\(\?<?[=!]/)
    const open = look ?? take(/\((?:\?:|\?<[^>]+>|\?[a-z-]+:)?/)
    if (open !== undefined) {
      const inner = choice()
      take(/\)/)
      return look === undefined ? inner : { type: 'nothing' }
    }
    const set = take(/\[(?:\\[\s\S]|[^\]\\])*\]|\\[dDwWsS]|\\[pP]\{[^}]*\}|\./)
    if (set !== undefined) return { type: 'class', samples: samplesOf(set, flags) }
    if (take(/\\(?:[1-9]|k<[^>]+>)/) !== undefined) return { type: 'nothing' }
    const escaped = take(/\\(?:u\{[0-9a-f]+\}|u[0-9a-f]{4}|x[0-9a-f]{2}|[\s\S])/)
    if (escaped !== undefined) return { type: 'text', text: characterOf(escaped) }
    const text = take(/[\s\S]/) ?? ''
    return { type: 'text', text }
  }

  function repeated(item: Node): Node {
    const quantifier = take(/[*+?]\??|\{\d+(?:,\d*)?\}\??/)
    if (quantifier === undefined) return item
    const [, min = '', comma, max = ''] = /^\{(\d+)(,?)(\d*)\}/.exec(quantifier) ?? []
    if (min !== '') return { type: 'repeat', item, min: Number(min), max: Number(max || (comma ? Infinity : min)) }
    return { type: 'repeat', item, min: quantifier[0] === '+' ? 1 : 0, max: quantifier[0] === '?' ? 1 : Infinity }
  }

  return choice()
}

function characterOf(escaped: string): string {
  const code = /^\\(?:u\{?|x)([0-9a-f]{2,6})\}?$/i.exec(escaped)?.[1]
  if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16))
  const known: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', 0: '\0' }
  return known[escaped.slice(1)] ?? escaped.slice(1)
}
