import type { Node } from './pattern.ts'
import { patternOf } from './pattern.ts'

/** Text that makes a matcher try again and again: a beginning that fits, something repeated, and an end that does not. */
export interface Attack {
  readonly prefix: string
  readonly pump: string
  readonly end: string
}

/** Longest sample of a repetition, in repetitions. */
const REPEATS = 2

/** One text that fits, where nothing but its classes and repetitions is asked. */
function sample(node: Node, pick: number): string {
  switch (node.type) {
    case 'text':
      return node.text
    case 'class':
      return node.samples[pick % Math.max(1, node.samples.length)] ?? ''
    case 'sequence':
      return node.items.map(item => sample(item, pick)).join('')
    case 'choice':
      return sample(node.options[pick % node.options.length] ?? { type: 'nothing' }, pick)
    case 'repeat':
      return sample(node.item, pick).repeat(Math.max(1, Math.min(node.min, REPEATS)))
    default:
      return ''
  }
}

/** Every repetition with what stands before it, and every piece of literal text. */
function* places(
  node: Node,
  before: string,
  pick: number,
): Generator<{ readonly before: string; readonly item: Node }> {
  if (node.type === 'sequence') {
    let head = before
    let literal = ''
    for (const item of node.items) {
      yield* places(item, head, pick)
      if (item.type === 'text') literal += item.text
      else if (literal !== '') {
        yield { before, item: { type: 'text', text: literal } }
        literal = ''
      }
      head += sample(item, pick)
    }
    yield { before, item: { type: 'text', text: literal } }
  } else if (node.type === 'choice') {
    for (const option of node.options) yield* places(option, before, pick)
  } else if (node.type === 'repeat') {
    yield { before, item: node.item }
    yield* places(node.item, before, pick)
  }
}

/** Takes the source and the flags of a regular expression; returns the texts that could cost it the most. */
export function attacksOn(source: string, flags: string): readonly Attack[] {
  const pattern = patternOf(source, flags)
  const attacks = new Map<string, Attack>()
  for (const pick of [0, 1, 2, 3, 4, 5]) {
    const whole = sample(pattern, pick)
    for (const { before, item } of places(pattern, '', pick)) {
      for (const pump of [sample(item, pick), before + sample(item, pick), whole]) {
        if (pump === '') continue
        for (const prefix of ['', before]) {
          for (const end of ['\0', '']) attacks.set(JSON.stringify([prefix, pump, end]), { prefix, pump, end })
        }
      }
    }
  }
  return [...attacks.values()]
}

/** Takes an attack and a length; returns a text of about that length. */
export function textOf({ prefix, pump, end }: Attack, length: number): string {
  return prefix + pump.repeat(Math.max(1, Math.ceil(length / pump.length))) + end
}
