import { type AST, RegExpParser } from '@eslint-community/regexpp'

/** Text that makes a matcher try again and again: a beginning that fits, something repeated, and an end that does not. */
export interface Attack {
  readonly prefix: string
  readonly pump: string
  readonly end: string
}

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

/** Most samples of one class; each of them is tried. */
const SAMPLES = 6

/** Longest sample of a repetition, in repetitions. */
const REPEATS = 2

/** The syntax tree of a regular expression. */
export function parsed(source: string, flags: string): AST.Pattern {
  return new RegExpParser().parsePattern(source, 0, source.length, {
    unicode: flags.includes('u'),
    unicodeSets: flags.includes('v'),
  })
}

/** The texts that could cost a regular expression the most. */
export function attacksOn(source: string, flags: string): readonly Attack[] {
  const classes = new Map<string, readonly string[]>()
  const samplesOf = (raw: string): readonly string[] => {
    let samples = classes.get(raw)
    if (samples === undefined) {
      const one = new RegExp(`^(?:${raw})$`, `${flags.replace(/[gys]/g, '')}s`)
      samples = CANDIDATES.filter(character => one.test(character)).slice(0, SAMPLES)
      classes.set(raw, samples)
    }
    return samples
  }

  /** One text that fits, as far as classes and repetitions decide. */
  function sample(node: AST.Node, pick: number): string {
    switch (node.type) {
      case 'Character':
        return String.fromCodePoint(node.value)
      case 'CharacterSet':
      case 'CharacterClass':
      case 'ExpressionCharacterClass': {
        const samples = samplesOf(node.raw)
        return samples[pick % Math.max(1, samples.length)] ?? ''
      }
      case 'Quantifier':
        return sample(node.element, pick).repeat(Math.max(1, Math.min(node.min, REPEATS)))
      case 'Alternative':
        return node.elements.map(element => sample(element, pick)).join('')
      case 'Pattern':
      case 'Group':
      case 'CapturingGroup': {
        const alternative = node.alternatives[pick % node.alternatives.length]
        return alternative === undefined ? '' : sample(alternative, pick)
      }
      default:
        return ''
    }
  }

  /** Every repetition and every piece of literal text, with what stands before it. */
  function* places(
    node: AST.Node,
    before: string,
    pick: number,
  ): Generator<{ readonly before: string; readonly item: string }> {
    if (node.type === 'Alternative') {
      let head = before
      let literal = ''
      for (const element of node.elements) {
        yield* places(element, head, pick)
        if (element.type === 'Character') literal += sample(element, pick)
        else if (literal !== '') {
          yield { before, item: literal }
          literal = ''
        }
        head += sample(element, pick)
      }
      yield { before, item: literal }
    } else if (node.type === 'Pattern' || node.type === 'Group' || node.type === 'CapturingGroup') {
      for (const alternative of node.alternatives) yield* places(alternative, before, pick)
    } else if (node.type === 'Quantifier') {
      yield { before, item: sample(node.element, pick) }
      yield* places(node.element, before, pick)
    }
  }

  const pattern = parsed(source, flags)
  const attacks = new Map<string, Attack>()
  for (let pick = 0; pick < SAMPLES; pick++) {
    const whole = sample(pattern, pick)
    for (const { before, item } of places(pattern, '', pick)) {
      for (const pump of [item, before + item, whole]) {
        if (pump === '') continue
        for (const prefix of ['', before]) {
          for (const end of ['\0', '']) attacks.set(JSON.stringify([prefix, pump, end]), { prefix, pump, end })
        }
      }
    }
  }
  return [...attacks.values()]
}

/** The attack as a text of about that many characters. */
export function textOf({ prefix, pump, end }: Attack, length: number): string {
  return prefix + pump.repeat(Math.max(1, Math.ceil(length / pump.length))) + end
}
